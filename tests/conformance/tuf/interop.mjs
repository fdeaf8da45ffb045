// tuf-js reads a repository that `alongside content` made; alongside-tuf-client reads one that @tufjs/models made.
import { spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import canonical from '@tufjs/canonical-json';
import models from '@tufjs/models';
import tuf from 'tuf-js';

const [alongside, client] = process.argv.slice(2);
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'alongside-tuf-'));
let passed = 0;
let failed = 0;

function check(what, good) {
  if (good) passed += 1;
  else failed += 1;
  if (!good) console.log(`FAILED: ${what}`);
}

// Not spawnSync: the server that the program talks to runs here.
function program(file, args) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    child.stdout.on('data', (part) => (text += part));
    child.stderr.on('data', (part) => (text += part));
    child.on('close', (code) => resolve({ code, text }));
  });
}

async function content(...args) {
  const done = await program(alongside, ['content', ...args]);
  if (done.code !== 0) throw new Error(`content ${args.join(' ')}: ${done.text}`);
  return done.text;
}

function serve(answer) {
  return new Promise((resolve) => {
    const server = http.createServer((request, response) => {
      const body = answer(request.url);
      response.writeHead(body === undefined ? 404 : 200);
      response.end(body);
    });
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function urlOf(server) {
  return `http://127.0.0.1:${server.address().port}`;
}

async function fails(work) {
  try {
    await work();
    return false;
  } catch {
    return true;
  }
}

// --- ours, read by tuf-js ---

async function publish(repository, online) {
  await content('snapshot', repository, '--key', online);
  await content('timestamp', repository, '--key', online);
}

async function oursReadByTheirs() {
  const at = (name) => path.join(scratch, name);
  const repository = at('ours');
  for (const name of ['a', 'b', 'c', 'd', 'online', 'council']) await content('keygen', at(name));
  const pub = (...names) => names.map((name) => at(`${name}.pub`));
  await content('init', repository, '--offline', ...pub('a', 'b', 'c'), '--online', ...pub('online'));
  const sign = async (role, ...keys) => {
    const file = path.join(repository, 'staged', `${encodeURIComponent(role)}.json`);
    for (const key of keys) await content('sign', file, '--key', at(key));
  };
  await sign('root', 'a', 'b');
  fs.writeFileSync(at('help.json'), '{"number":"116 123"}');
  fs.writeFileSync(at('notice.json'), '{"kind":"notice"}');
  await content('add', repository, 'safety/help lines.json', at('help.json'));
  await content('delegate', repository, 'la/E08', '--path', 'la/E08/*', '--key', ...pub('council'));
  await content('add', repository, 'la/E08/notice.json', at('notice.json'), '--role', 'la/E08');
  await content('add', repository, 'safety/evil.json', at('notice.json'), '--role', 'la/E08');
  await sign('targets', 'b', 'c');
  await sign('la/E08', 'council');
  await publish(repository, at('online'));
  check('our own verification', (await content('verify', repository)).includes('2 roles and 3 targets are good'));

  const server = await serve((url) => {
    const file = path.join(repository, url);
    return fs.existsSync(file) && !url.includes('..') ? fs.readFileSync(file) : undefined;
  });
  const metadataDir = at('theirs-metadata');
  const targetDir = at('theirs-targets');
  fs.mkdirSync(metadataDir);
  fs.mkdirSync(targetDir);
  fs.copyFileSync(path.join(repository, 'metadata/1.root.json'), path.join(metadataDir, 'root.json'));
  const updater = () =>
    new tuf.Updater({
      metadataDir,
      targetDir,
      metadataBaseUrl: `${urlOf(server)}/metadata`,
      targetBaseUrl: `${urlOf(server)}/targets`,
      config: { fetchRetries: 0 },
    });
  const read = async (name) => {
    const reader = updater();
    await reader.refresh();
    const info = await reader.getTargetInfo(name);
    if (info === undefined) throw new Error(`${name}: not found`);
    return fs.readFileSync(await reader.downloadTarget(info), 'utf8');
  };
  check('tuf-js: a target of the offline role', (await read('safety/help lines.json')).includes('116 123'));
  check('tuf-js: a target of a delegated role', (await read('la/E08/notice.json')).includes('notice'));
  check('tuf-js: no path outside the delegation', await fails(() => read('safety/evil.json')));

  await content('rotate', repository, 'root', '--remove', keyidOf(at('a.pub')), '--add', ...pub('d'));
  await sign('root', 'a', 'b', 'd');
  fs.writeFileSync(at('help.json'), '{"number":"999"}');
  await content('add', repository, 'safety/help lines.json', at('help.json'));
  await sign('targets', 'a', 'b');
  await publish(repository, at('online'));
  check('tuf-js: follows the new root', (await read('safety/help lines.json')).includes('999'));
  const held = JSON.parse(fs.readFileSync(path.join(metadataDir, 'root.json'), 'utf8'));
  check('tuf-js: holds root 2', held.signed.version === 2);

  await content('export', repository, at('copy'));
  check('an exported copy is good', (await content('verify', repository)).includes('are good'));
  const timestamp = path.join(repository, 'metadata/timestamp.json');
  fs.writeFileSync(timestamp, fs.readFileSync(timestamp, 'utf8').replace('"version": 2', '"version": 9'));
  check('tuf-js: refuses a changed timestamp', await fails(() => updater().refresh()));
  server.close();
}

function keyidOf(file) {
  return sha256(canonical.canonicalize(JSON.parse(fs.readFileSync(file, 'utf8'))));
}

// --- theirs, read by ours ---

function sha256(data) {
  return crypto.createHash('sha256').update(data).digest('hex');
}

function makeKey(kind) {
  const options = kind === 'rsa' ? { modulusLength: 2048 } : { namedCurve: 'P-256' };
  const name = { ecdsa: 'ec', rsa: 'rsa', ed25519: 'ed25519' }[kind];
  const pair = crypto.generateKeyPairSync(name, options);
  const pem = pair.publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const raw = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
  const json = {
    keytype: kind,
    scheme: { ecdsa: 'ecdsa-sha2-nistp256', rsa: 'rsassa-pss-sha256', ed25519: 'ed25519' }[kind],
    keyval: { public: kind === 'ed25519' ? raw : pem },
  };
  const keyID = sha256(canonical.canonicalize(json));
  const how = { key: pair.privateKey, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const sign = (data) => {
    const digest = kind === 'ed25519' ? null : 'sha256';
    const sig = crypto.sign(digest, data, kind === 'rsa' ? how : pair.privateKey).toString('hex');
    return new models.Signature({ keyID, sig });
  };
  return { keyID, json, sign, key: models.Key.fromJSON(keyID, json) };
}

function expires() {
  return new Date(Date.now() + 86400e3).toISOString().replace(/\.\d+Z$/, 'Z');
}

// All files of one version, as served: {"/metadata/2.targets.json": bytes}.
function theirFiles(keys, version, help) {
  const files = {};
  const put = (name, metadata, ...signers) => {
    for (const signer of signers) metadata.sign(signer.sign, true);
    const text = JSON.stringify(metadata.toJSON());
    files[`/metadata/${name}`] = text;
    return new models.MetaFile({ version, length: Buffer.byteLength(text), hashes: { sha256: sha256(text) } });
  };
  const common = { version, specVersion: '1.0.31', expires: expires() };
  const target = (name, data) => {
    const slash = name.lastIndexOf('/') + 1;
    files[`/targets/${name.slice(0, slash)}${sha256(data)}.${name.slice(slash)}`] = data;
    return new models.TargetFile({ path: name, length: data.length, hashes: { sha256: sha256(data) } });
  };
  const root = new models.Metadata(new models.Root({ ...common, version: 1, consistentSnapshot: true }));
  for (const role of ['root', 'targets']) root.signed.addKey(keys.offline.key, role);
  for (const role of ['snapshot', 'timestamp']) root.signed.addKey(keys.online.key, role);
  put('1.root.json', root, keys.offline);

  const role = (name, where) => ({
    name, keyids: [keys.delegated.keyID], threshold: 1, terminating: false, ...where,
  });
  const targets = models.Targets.fromJSON({
    _type: 'targets', spec_version: '1.0.31', version, expires: expires(), targets: {},
    delegations: {
      keys: { [keys.delegated.keyID]: keys.delegated.json },
      roles: [
        role('by paths', { paths: ['la/*'] }),
        role('by-hash', { path_hash_prefixes: [sha256('hashed.json').slice(0, 4)] }),
      ],
    },
  });
  targets.addTarget(target('safety/help.json', Buffer.from(help)));
  const byPaths = new models.Metadata(new models.Targets(common));
  byPaths.signed.addTarget(target('la/notice.json', Buffer.from('notice')));
  const byHash = new models.Metadata(new models.Targets(common));
  byHash.signed.addTarget(target('hashed.json', Buffer.from('hashed')));
  const meta = {
    'targets.json': put(`${version}.targets.json`, new models.Metadata(targets), keys.offline),
    'by paths.json': put(`${version}.by%20paths.json`, byPaths, keys.delegated),
    'by-hash.json': put(`${version}.by-hash.json`, byHash, keys.delegated),
  };
  const snapshot = new models.Metadata(new models.Snapshot({ ...common, meta }));
  const snapshotMeta = put(`${version}.snapshot.json`, snapshot, keys.online);
  put('timestamp.json', new models.Metadata(new models.Timestamp({ ...common, snapshotMeta })), keys.online);
  return files;
}

async function theirsReadByOurs(kind) {
  const folder = path.join(scratch, `ours-of-${kind}`);
  fs.mkdirSync(folder);
  const keys = { offline: makeKey(kind), online: makeKey(kind), delegated: makeKey(kind) };
  let files = theirFiles(keys, 1, 'first');
  const first = { ...files };
  const root = path.join(folder, 'first_root.json');
  fs.writeFileSync(root, files['/metadata/1.root.json']);
  const server = await serve((url) => files[url]);
  const metadata = ['--metadata-dir', path.join(folder, 'metadata')];
  const where = [...metadata, '--metadata-url', `${urlOf(server)}/metadata`];
  const run = async (...args) => (await program(client, args)).code;
  const download = (...names) =>
    run(...where, ...names.flatMap((name) => ['--target-name', name]),
      '--target-base-url', `${urlOf(server)}/targets/`, '--target-dir', path.join(folder, 'targets'), 'download');
  const held = (name) => fs.readFileSync(path.join(folder, 'targets', encodeURIComponent(name)), 'utf8');

  check(`${kind}: init`, (await run(...metadata, 'init', root)) === 0);
  check(`${kind}: refresh`, (await run(...where, 'refresh')) === 0);
  const kept = fs.readFileSync(path.join(folder, 'metadata/targets.json'), 'utf8');
  check(`${kind}: bytes as served`, kept === files['/metadata/1.targets.json']);
  check(`${kind}: three roles`, (await download('safety/help.json', 'la/notice.json', 'hashed.json')) === 0);
  check(`${kind}: content`, held('safety/help.json') === 'first' && held('hashed.json') === 'hashed');
  check(`${kind}: no such target`, (await download('la/other.json')) === 1);
  files = { ...files, ...theirFiles(keys, 2, 'second') };
  files['/metadata/1.root.json'] = first['/metadata/1.root.json'];
  check(`${kind}: an update`, (await download('safety/help.json')) === 0 && held('safety/help.json') === 'second');
  files['/metadata/timestamp.json'] = first['/metadata/timestamp.json'];
  check(`${kind}: a rollback is refused`, (await run(...where, 'refresh')) === 1);
  check(`${kind}: bad options end with 1`, (await run('--nonsense')) === 1);
  server.close();
}

try {
  await oursReadByTheirs();
  for (const kind of ['ed25519', 'ecdsa', 'rsa']) await theirsReadByOurs(kind);
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}
console.log(`tuf interop: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
