-- What the ingest process may open: envelopes, device keys, nonces. Nothing here can be read without the intake key.
create table meta(
  name text primary key,
  value text not null
);
create table slot(
  id text primary key,              -- enrolment slot, 16 hex digits
  code text,                        -- the one-time code; null once used, expired or guessed at 5 times
  hub text not null,
  device_use text not null,         -- demo, production
  made_at bigint not null,
  expires_at bigint not null,
  tries bigint not null default 0,
  state text not null               -- offered, claimed, active, refused, expired
);
create table device(
  id text primary key,              -- 32 hex digits
  open_key bytea not null unique,
  slot_id text not null,
  hub text not null,
  device_use text not null,
  model text not null,
  state text not null,              -- claimed, active, suspended, retired
  epoch bigint not null,
  compare text not null,            -- the 6-digit comparison number
  approved_by text,
  made_at bigint not null,
  last_seen bigint not null default 0,
  health text                       -- last counters, JSON
);
create table nonce(
  keyid text not null,
  nonce text not null,
  seen_at bigint not null,
  primary key(keyid, nonce)
);
create index nonce_by_age on nonce(seen_at);
create table envelope(
  server_seq bigint primary key,
  record_id text not null unique,
  device_id text not null,
  epoch bigint not null,
  seq bigint not null,
  sha256 bytea not null,
  body bytea not null,
  receipt bytea not null,           -- text and signature, as first given
  received_at bigint not null,
  opened_at bigint not null default 0,
  unique(device_id, epoch, seq)
);
create index envelope_unopened on envelope(opened_at, server_seq);
create table quarantine(
  id text primary key,
  record_id text not null,
  device_id text not null,
  sha256 bytea not null,
  body bytea not null,
  reason text not null,
  received_at bigint not null
);
create table directive(
  device_id text not null,
  number bigint not null,
  body text not null,
  signature bytea not null,
  primary key(device_id, number)
);
create table staff_access(
  hub text not null,
  code text not null,
  pin_hash text not null,
  set_by text not null,
  set_at bigint not null,
  primary key(hub, code)
);
