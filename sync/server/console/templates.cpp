// The mustache templates; all but the frame content is escaped.
#include <sync/server/console/app.h>

namespace alongside {
namespace {

const char* const frame = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{{#reload}}<meta http-equiv="refresh" content="{{reload}}">{{/reload}}
<title>{{title}} – {{service}}</title>
<link rel="stylesheet" href="/console.css">
</head>
<body>
<a class="skip" href="#main">Skip to main content</a>
<header><div class="wide"><strong>{{service}}</strong> <span>{{authority}}</span></div></header>
{{#demo}}<p class="band">Demonstration: do not enter real people's details.</p>{{/demo}}
{{#who}}<nav aria-label="Main"><div class="wide">
{{#requests}}<a href="/queue">Queue</a> <a href="/needs-a-person">Needs a person</a>{{/requests}}
{{#audit}}<a href="/audit">Audit</a>{{/audit}}
<a href="/account">{{name}}</a>
<form method="post" action="/sign-out"><input type="hidden" name="csrf" value="{{csrf}}"><button
class="plain">Sign out</button></form>
</div></nav>{{/who}}
<main id="main" class="wide">
{{{content}}}
</main>
</body>
</html>
)";

const char* const sign_in = R"({{#error}}<div class="error" role="alert"><h2>There is a
problem</h2><p>{{error}}</p></div>{{/error}}
<h1>Sign in</h1>
<form method="post" action="/sign-in" class="narrow">
<label for="sign-in">Sign-in name</label>
<input id="sign-in" name="sign-in" autocomplete="username" autocapitalize="none" spellcheck="false"
value="{{typed}}">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password">
<label for="code">Code from your phone</label>
<p class="hint" id="code-hint">Six digits, or one of your recovery codes. Each works once.</p>
<input id="code" name="code" autocomplete="one-time-code" aria-describedby="code-hint">
<button>Sign in</button>
</form>
)";

const char* const problem = R"(<h1>{{heading}}</h1>
<p>{{sentence}}</p>
{{#typed}}<h2>What you typed</h2><pre>{{typed}}</pre>{{/typed}}
<p><a href="/">Go to the start</a></p>
)";

const char* const queue = R"(<h1>Queue</h1>
<p><strong>{{urgent_count}}</strong> urgent · <strong>{{overdue_count}}</strong> overdue · updated
{{updated}}</p>
<form method="get" action="/queue" class="filter">
<div><label for="state">State</label><select id="state" name="state">{{#states}}<option
value="{{value}}"{{#chosen}} selected{{/chosen}}>{{words}}</option>{{/states}}</select></div>
<div><label for="whose">Whose</label><select id="whose" name="whose">{{#whose}}<option
value="{{value}}"{{#chosen}} selected{{/chosen}}>{{words}}</option>{{/whose}}</select></div>
<div><label for="kind">Kind</label><select id="kind" name="kind">{{#kinds}}<option
value="{{value}}"{{#chosen}} selected{{/chosen}}>{{words}}</option>{{/kinds}}</select></div>
<div><label for="reference">Reference</label><input id="reference" name="reference"
value="{{reference}}"></div>
<button>Show</button>
</form>
{{#empty}}<p>Nothing here. New requests appear by themselves.</p>{{/empty}}
{{^empty}}<div class="scroll" tabindex="0" role="region" aria-label="Requests"><table>
<caption class="hidden">Requests, urgent first</caption>
<thead><tr><th scope="col">Reference</th><th scope="col">Kind</th><th scope="col">Age</th><th
scope="col">Answer by</th><th scope="col">State</th><th scope="col">With</th><th
scope="col">Hub</th></tr></thead>
<tbody>{{#lines}}<tr>
<th scope="row"><a href="/request/{{id}}">{{reference}}</a>{{#rehearsal}} <span
class="tag">Rehearsal</span>{{/rehearsal}}</th>
<td>{{kind}}{{#urgent}} <span class="tag danger">Urgent</span>{{/urgent}}{{#manager}} <span class="tag
danger">Needs a manager now</span>{{/manager}}</td>
<td>{{age}}</td><td>{{due}}{{#overdue}} <span class="tag danger">Overdue</span>{{/overdue}}</td>
<td>{{state}}</td><td>{{owner}}</td><td>{{hub}}</td>
</tr>{{/lines}}</tbody></table></div>{{/empty}}
<p>{{#before}}<a href="{{before}}">Page before</a>{{/before}} {{#next}}<a href="{{next}}">Next
page</a>{{/next}}</p>
)";

const char* const request_top = R"({{#error}}<div class="error" role="alert"><h2>There is a
problem</h2><p>{{error}}</p></div>{{/error}}
<section class="contact" aria-label="Safe contact"><h2>Contact him only like this</h2>{{#contact}}
{{#none}}<p><strong>He named no safe way. Do not contact him.</strong></p>{{/none}}
{{#come_in_only}}<p><strong>Do not contact him: he will come in.</strong></p>{{/come_in_only}}
<p>{{#channels}}<strong>{{channels}}</strong>{{/channels}}{{#phone}} · {{phone}}{{/phone}}{{#email}} ·
{{email}}{{/email}}{{#address}} · {{address}}{{/address}}{{#times}} · {{times}}{{/times}}</p>
<p>Leave a message? {{message}}{{#who}} · May answer: {{who}}{{/who}}{{#phrase}} · Say:
{{phrase}}{{/phrase}}</p>{{/contact}}</section>
<h1>{{#person}}{{name}}{{/person}} <span class="quiet">{{reference}}</span></h1>
<p>{{#rehearsal}}<span class="tag">Rehearsal</span> {{/rehearsal}}{{#urgent}}<span class="tag
danger">Urgent</span> {{/urgent}}{{state}} · with {{owner}} · {{hub}} · received {{received}} · answer by
{{target}}{{#overdue}} <span class="tag danger">Overdue</span>{{/overdue}}</p>
{{#baby_loss}}<p class="notice"><strong>His baby died.</strong> Do not ask how the baby is.</p>{{/baby_loss}}
{{#young}}<p class="notice"><strong>Young father:</strong> he may be 16 or 17.</p>{{/young}}
{{#concern}}<p class="notice"><strong>Needs a manager now.</strong></p>{{/concern}}
{{#concerns}}<p class="notice">Concern: {{kind}} (rule {{rule}})</p>{{/concerns}}
{{#person}}{{#own_words}}<h2>In his words</h2><blockquote>{{own_words}}</blockquote>{{/own_words}}
<h2>What he needs</h2><dl>
{{#topics}}<dt>Wants help with</dt><dd>{{topics}}</dd>{{/topics}}{{#how_soon}}<dt>How
soon</dt><dd>{{how_soon}}</dd>{{/how_soon}}
{{#role}}<dt>Who he is</dt><dd>{{role}}</dd>{{/role}}{{^baby_loss}}{{#due}}<dt>Baby
due</dt><dd>{{due}}</dd>{{/due}}{{#born}}<dt>Baby born</dt><dd>{{born}}</dd>{{/born}}{{/baby_loss}}
{{#postcode}}<dt>Area</dt><dd>{{postcode}}</dd>{{/postcode}}
{{#languages}}<dt>Languages</dt><dd>{{languages}}</dd>{{/languages}}
{{#interpreter}}<dt>Interpreter</dt><dd>Yes</dd>{{/interpreter}}{{#access}}<dt>Access
needs</dt><dd>{{access}}</dd>{{/access}}
<dt>May be shared with</dt><dd>{{share}}</dd></dl>{{/person}}
)";

const char* const request_forms = R"(<div class="print-hide"><h2>What to do next</h2>
{{#can_take}}<form method="post" action="/request/{{id}}/act"><input type="hidden" name="csrf"
value="{{csrf}}"><input type="hidden" name="version" value="{{version}}"><button name="do" value="take">Take
this request</button></form>{{/can_take}}
{{#open}}<details open><summary>Record a contact</summary><form method="post"
action="/request/{{id}}/act"><input type="hidden" name="csrf" value="{{csrf}}"><input type="hidden"
name="version" value="{{version}}"><input type="hidden" name="do" value="contact">
<label for="channel">How</label><select id="channel" name="channel">{{#all_channels}}<option
value="{{value}}">{{words}}</option>{{/all_channels}}</select>
<label for="contact-outcome">What happened</label><select id="contact-outcome"
name="outcome">{{#contact_outcomes}}<option value="{{value}}">{{words}}</option>{{/contact_outcomes}}</select>
<label for="contact-note">Note</label><textarea id="contact-note" name="note" rows="3"
maxlength="2000">{{typed}}</textarea><button>Save the contact</button></form></details>
<details><summary>Accept, decline or refer</summary><form method="post" action="/request/{{id}}/act"><input
type="hidden" name="csrf" value="{{csrf}}"><input type="hidden" name="version" value="{{version}}">
<label for="agency">Refer to (only when referring)</label><input id="agency" name="agency" maxlength="200">
<label for="basis">Why it may be shared (only when referring)</label><input id="basis" name="basis"
maxlength="200">
<label for="decide-note">Note, or the reason for declining</label><textarea id="decide-note" name="note"
rows="3" maxlength="500"></textarea>
<button name="do" value="accept">Accept</button> <button class="second" name="do"
value="decline">Decline</button> <button class="second" name="do"
value="refer">Refer</button></form></details>
<details><summary>Close</summary><form method="post" action="/request/{{id}}/act"><input type="hidden"
name="csrf" value="{{csrf}}"><input type="hidden" name="version" value="{{version}}"><input type="hidden"
name="do" value="close">
<label for="close-outcome">Outcome</label><select id="close-outcome" name="outcome">{{#close_outcomes}}<option
value="{{value}}">{{words}}</option>{{/close_outcomes}}</select>
<label for="close-note">Note</label><textarea id="close-note" name="note" rows="3"
maxlength="2000"></textarea><button>Close the request</button></form></details>{{/open}}
{{#manager}}<details><summary>Hand over</summary><form method="post" action="/request/{{id}}/act"><input
type="hidden" name="csrf" value="{{csrf}}"><input type="hidden" name="version" value="{{version}}"><input
type="hidden" name="do" value="hand-over">
<label for="to">To</label><select id="to" name="to">{{#colleagues}}<option
value="{{value}}">{{words}}</option>{{/colleagues}}</select><button>Hand
over</button></form></details>{{/manager}}
{{#closed}}<form method="post" action="/request/{{id}}/act"><input type="hidden" name="csrf"
value="{{csrf}}"><input type="hidden" name="version" value="{{version}}"><input type="hidden" name="do"
value="reopen">
<label for="reopen-note">Reason</label><input id="reopen-note" name="note"
maxlength="500"><button>Reopen</button></form>{{/closed}}</div>
<h2>His answers</h2>
{{#answers_kept}}<p>Take the request to read them. Until then a manager can.</p>{{/answers_kept}}
<dl>{{#answers}}<dt>{{question}}</dt><dd>{{answer}}</dd>{{/answers}}</dl>
<h2>History</h2>
<ol class="history">{{#events}}<li><strong>{{kind}}</strong> {{detail}} · {{actor}} ·
{{at}}{{#note}}<br>{{note}}{{/note}}</li>{{/events}}</ol>
)";

const char* const needs_person = R"(<h1>Needs a person</h1>
<p>These visits arrived but could not be read. They are tried again by themselves.</p>
{{#empty}}<p>Nothing here.</p>{{/empty}}{{^empty}}<div class="scroll" tabindex="0" role="region"
aria-label="Visits"><table>
<thead><tr><th scope="col">Received</th><th scope="col">Hub</th><th scope="col">Kiosk</th><th
scope="col">Reason</th><th scope="col">Tries</th></tr></thead>
<tbody>{{#lines}}<tr>
<td>{{received}}</td><td>{{hub}}</td><td>{{kiosk}}</td><td>{{reason}}</td>
<td>{{tries}}</td></tr>{{/lines}}</tbody></table></div>{{/empty}}
)";

const char* const account = R"(<h1>Your account</h1>
<p>{{name}}, {{role}}</p>
<h2>Your hubs</h2><ul>{{#hubs}}<li>{{name}}</li>{{/hubs}}</ul>
<h2>Where you are signed in</h2><ul>{{#sessions}}<li>Since {{made}}, last used {{seen}}</li>{{/sessions}}</ul>
<form method="post" action="/account/end-others"><input type="hidden" name="csrf"
value="{{csrf}}"><button>Sign out everywhere else</button></form>
)";

const char* const audit = R"(<h1>Audit</h1>
<div class="scroll" tabindex="0" role="region" aria-label="Audit"><table>
<thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th
scope="col">About</th><th scope="col">Reason</th><th scope="col">Outcome</th></tr></thead>
<tbody>{{#rows}}<tr>
<td>{{at}}</td><td>{{actor}}</td><td>{{action}}</td><td>{{subject}}</td>
<td>{{reason}}</td><td>{{outcome}}</td></tr>{{/rows}}</tbody></table></div>
)";

const char* const css = R"(*{box-sizing:border-box}
body{margin:0;font:1.1875rem/1.45 "Noto Sans",arial,sans-serif;color:#16191d;background:#fff}
.wide{max-width:70rem;margin:0 auto;padding:0 1rem}
header{background:#0a3d25;color:#fff;padding:.8rem 0}
header span{margin-left:1rem}
nav{background:#f3f5f2;border-bottom:1px solid #30343a}
nav .wide{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:center;padding:.6rem 1rem}
nav form{margin:0 0 0 auto}
a{color:#113760}
h1{font-size:1.9rem;line-height:1.2;margin:1.5rem 0 .8rem}
h2{font-size:1.35rem;margin:1.6rem 0 .6rem}
.quiet,.hint{color:#30343a;font-weight:normal}
.hint{margin:.2rem 0}
.band{margin:0;padding:.4rem 1rem;background:#fff3c4;color:#4d2f00;text-align:center}
.skip{position:absolute;left:-999rem}.skip:focus{position:static;display:block;padding:.5rem}
:focus-visible{outline:4px solid #000;box-shadow:0 0 0 8px #ffd21f}
label{display:block;font-weight:bold;margin:.9rem 0 .3rem}
input,select,textarea{font:inherit;padding:.45rem;border:2px solid
#16191d;max-width:100%;background:#fff;color:#16191d}
textarea{width:100%}
.narrow input{width:100%;max-width:24rem;display:block}
button{font:inherit;font-weight:bold;padding:.55rem 1.1rem;margin:1rem 0 .5rem;border:2px solid
#0a3d25;background:#0a3d25;color:#fff;cursor:pointer}
button.second{background:#fff;color:#16191d;border-color:#16191d}
button.plain{margin:0;padding:.2rem .5rem;background:none;border:0;color:#113760;text-decoration:underline}
.filter{display:flex;flex-wrap:wrap;gap:0 1rem;align-items:flex-end;background:#f3f5f2;padding:.2rem 1rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:1rem 0}
th,td{text-align:left;padding:.6rem .8rem .6rem 0;border-bottom:1px solid #b8bcb6;vertical-align:top}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.tag{display:inline-block;padding:0 .5rem;border:2px solid #16191d;font-weight:bold;background:#e7eef6}
.tag.danger{background:#fdeeee;color:#661818;border-color:#661818}
.error{border:4px solid #661818;padding:0 1rem;margin:1.5rem 0}
.error h2{margin-top:.8rem}
.notice{border-left:8px solid #4d2f00;background:#fff3c4;padding:.6rem 1rem}
.contact{position:sticky;top:0;z-index:1;background:#e7f3ec;border:3px solid #0a3d25;padding:.5rem
1rem;margin-top:1rem}
.contact h2{margin:0;font-size:1.15rem}.contact p{margin:.2rem 0;overflow-wrap:anywhere}
blockquote,pre{margin:0;padding:.6rem 1rem;border-left:8px solid
#113760;background:#f3f5f2;white-space:pre-wrap;overflow-wrap:anywhere}
dt{font-weight:bold;margin-top:.6rem}dd{margin:0;overflow-wrap:anywhere}
details{border-top:1px solid #b8bcb6;padding:.5rem 0}summary{font-weight:bold;cursor:pointer;color:#113760}
.history li{margin:.4rem 0;overflow-wrap:anywhere}
@media print{nav,.print-hide,.skip{display:none}.contact{position:static}}
)";

}  // namespace

const char* console_template(const std::string& name) {
  static const std::string request = std::string(request_top) + request_forms;
  if (name == "frame") return frame;
  if (name == "sign_in") return sign_in;
  if (name == "queue") return queue;
  if (name == "request") return request.c_str();
  if (name == "needs_person") return needs_person;
  if (name == "account") return account;
  if (name == "audit") return audit;
  return problem;
}

const char* console_css() { return css; }

}  // namespace alongside
