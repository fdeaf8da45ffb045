-- When he was first reached, delays after wrong sign-ins, and the indexes of queue and audit.
alter table request add column contacted_at bigint not null default 0;
create table sign_in_delay(
  name_hash text not null,          -- of the typed name, known or not; empty: the address alone
  peer text not null,               -- network address; empty: the name alone
  failures bigint not null,
  not_before bigint not null,
  last_at bigint not null,
  primary key(name_hash, peer)
);
create index request_waiting on request(hub, urgent desc,
  (case when contacted_at=0 then due_at when next_at>0 then next_at else 9000000000000 end), made_at, id)
  where state<>'closed';
create index audit_by_subject on audit(subject, seq);
