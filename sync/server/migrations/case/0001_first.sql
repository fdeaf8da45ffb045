-- What staff work with. Only the console process opens it.
create table visit_part(
  record_id text primary key,
  visit_id text not null,
  part text not null,               -- urgent, whole
  device_id text not null,
  hub text not null,
  reference text not null,
  received_at bigint not null,      -- by ingest
  filed_at bigint not null,
  authored text not null,           -- his local time
  bundle text not null              -- canonical JSON of the FHIR Bundle
);
create index visit_part_by_visit on visit_part(visit_id);
create table request(
  id text primary key,              -- the visit id
  hub text not null,
  reference text not null,
  kind text not null,               -- urgent, request, check-in
  state text not null,
  owner text not null default '',
  urgent bigint not null default 0,
  concern bigint not null default 0,  -- a concern was raised: "needs a manager now"
  baby_loss bigint not null default 0,
  young_father bigint not null default 0,
  age_given bigint not null default 1,
  rehearsal bigint not null default 0,
  safe_channels text not null default '',  -- words of Channel, comma separated
  made_at bigint not null,          -- received
  due_at bigint not null,
  next_at bigint not null default 0,
  opened_at bigint not null default 0,  -- first view by a worker or manager
  closed_at bigint not null default 0,
  version bigint not null default 0
);
create index request_queue on request(hub, state, urgent, due_at);
create index request_by_reference on request(reference);
create table request_concern(
  request_id text not null references request(id),
  rule text not null,
  kind text not null,
  raised_at bigint not null,
  primary key(request_id, rule)
);
create table request_score(
  request_id text not null references request(id),
  rule text not null,
  value double precision not null,
  band text not null,
  positive bigint not null,
  primary key(request_id, rule)
);
create table request_event(
  seq bigint not null,
  request_id text not null references request(id),
  at bigint not null,
  actor text not null,
  kind text not null,
  detail text not null,
  note text not null,
  primary key(request_id, seq)
);
create table needs_person(
  record_id text primary key,
  device_id text not null,
  hub text not null,
  received_at bigint not null,
  reason text not null,
  tries bigint not null default 1,
  last_try bigint not null,
  solved_at bigint not null default 0
);
create table staff(
  id text primary key,
  sign_in text not null unique,     -- lower case
  name text not null,
  role text not null,               -- worker, manager, admin
  password_hash text not null,
  totp_secret bytea not null,
  totp_last_step bigint not null default 0,
  state text not null,              -- active, disabled
  failures bigint not null default 0,
  not_before bigint not null default 0,
  made_at bigint not null
);
create table staff_hub(
  staff_id text not null references staff(id),
  hub text not null,
  primary key(staff_id, hub)
);
create table recovery_code(
  staff_id text not null references staff(id),
  code_hash text not null,
  used_at bigint not null default 0,
  primary key(staff_id, code_hash)
);
create table session(
  token_hash bytea primary key,
  staff_id text not null references staff(id),
  csrf text not null,
  made_at bigint not null,
  seen_at bigint not null,
  second_factor_at bigint not null default 0
);
create table audit(
  seq integer primary key,          -- append only
  at bigint not null,
  actor text not null,
  role text not null,
  action text not null,
  subject text not null,            -- request, staff, device or record id; never a name
  reason text not null,
  outcome text not null
);
create table meta(
  name text primary key,
  value text not null
);
