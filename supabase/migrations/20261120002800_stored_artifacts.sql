-- Artifacts above 256 KB are objects in Storage: a worker announces one, puts its content to a signed address, and commits it.

create table private.artifact_uploads (
  object_path text primary key,
  run_id bigint not null,
  attempt integer not null,
  step integer not null,
  session_id bigint not null references public.sessions (id),
  name text not null,
  kind text not null,
  media_type text not null,
  sha256 text not null,
  size bigint not null,
  created_at timestamptz not null,
  foreign key (run_id, attempt) references public.run_attempts (run_id, number),
  constraint an_upload_has_its_name_for_itself unique (run_id, attempt, name)
);
create index artifact_uploads_session_id on private.artifact_uploads (session_id);
create index artifact_uploads_created_at on private.artifact_uploads (created_at);
comment on table private.artifact_uploads is 'Uploads that are announced and not committed. Whoever knows the path of one may create that object, once.';
alter table private.artifact_uploads enable row level security;

insert into storage.buckets (id, name, public, file_size_limit) values ('artifacts', 'artifacts', false, 52428800) on conflict (id) do nothing;

-- Whether an object is the content of an upload that a living attempt has announced. The path holds a random UUID that only its worker knows.
create function private.is_announced(p_object_path text) returns boolean
language sql stable security definer set search_path = ''
return exists (
  select from private.artifact_uploads u join private.leases l on l.run_id = u.run_id and l.attempt = u.attempt
  where u.object_path = p_object_path
);
-- Signed upload addresses are made with the publishable key, so that nothing on the way of an artifact holds a key that reads everything.
grant usage on schema private to anon;
grant execute on function private.is_announced(text) to anon;
create policy "an announced artifact may be uploaded" on storage.objects for insert to anon
  with check (bucket_id = 'artifacts' and private.is_announced(name));
-- Nobody may update or delete. Under the reader's own row level security of artifacts:
create policy "readers of an artifact read its object" on storage.objects for select to authenticated
  using (bucket_id = 'artifacts' and exists (select from public.artifacts a where a.object_path = objects.name));

-- Announces an artifact of more than 256 KB and returns where its content goes. The same name and digest again is the same path.
create function private.upload_artifact(p_key_hash text, p_input jsonb, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_key public.api_keys := private.require_worker_key(p_key_hash, p_now);
  v_lease private.leases := private.fence(v_key, p_input -> 'lease', p_now);
  v_sha256 text;
  v_path text;
begin
  perform private.check_artifact(v_lease, p_input);
  select a.sha256, a.object_path into v_sha256, v_path from public.artifacts a
  where a.run_id = v_lease.run_id and a.attempt = v_lease.attempt and a.name = p_input ->> 'name';
  if not found then
    insert into private.artifact_uploads (
      object_path, run_id, attempt, step, session_id, name, kind, media_type, sha256, size, created_at
    )
    values (
      format('%s/%s/%s/%s', v_lease.session_id, v_lease.run_id, v_lease.attempt, gen_random_uuid()), v_lease.run_id, v_lease.attempt,
      (p_input ->> 'step')::integer, v_lease.session_id, p_input ->> 'name', p_input ->> 'kind', p_input ->> 'media_type',
      p_input ->> 'sha256', (p_input ->> 'size')::bigint, p_now
    )
    on conflict on constraint an_upload_has_its_name_for_itself do nothing;
    select u.sha256, u.object_path into strict v_sha256, v_path from private.artifact_uploads u
    where u.run_id = v_lease.run_id and u.attempt = v_lease.attempt and u.name = p_input ->> 'name';
  end if;
  if v_sha256 <> p_input ->> 'sha256' then
    perform private.refuse('artifact_conflict', format('An artifact "%s" with other content is attached already.', p_input ->> 'name'));
  end if;
  return jsonb_build_object(
    'object_path', v_path, 'arrived', private.size_of_object(v_path) is not null, 'directive', private.directive(v_lease.run_id)
  );
end
$$;

-- Bytes of an artifact's object; null until it has arrived, which it does as a whole.
create function private.size_of_object(p_object_path text) returns bigint
language sql stable set search_path = ''
return (select (o.metadata ->> 'size')::bigint from storage.objects o where o.bucket_id = 'artifacts' and o.name = p_object_path);

-- Makes an uploaded artifact visible. Repeating it returns the same id.
create function private.commit_artifact(p_key_hash text, p_input jsonb, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_key public.api_keys := private.require_worker_key(p_key_hash, p_now);
  v_lease private.leases := private.fence(v_key, p_input -> 'lease', p_now);
  v_path text := p_input ->> 'object_path';
  v_upload private.artifact_uploads;
  v_id bigint;
begin
  delete from private.artifact_uploads u
  where u.object_path = v_path and u.run_id = v_lease.run_id and u.attempt = v_lease.attempt
  returning u.* into v_upload;
  if found then
    if private.size_of_object(v_path) is distinct from v_upload.size then
      perform private.refuse('invalid_input', format(
        'The content of "%s" has %s bytes, not %s.', v_upload.name, coalesce(private.size_of_object(v_path), 0), v_upload.size
      ));
    end if;
    v_id := private.attach_artifact(jsonb_populate_record(null::public.artifacts, to_jsonb(v_upload)), p_now);
  else
    select a.id into v_id from public.artifacts a
    where a.object_path = v_path and a.run_id = v_lease.run_id and a.attempt = v_lease.attempt;
    if not found then
      perform private.refuse('not_found', 'This attempt has announced no such upload.');
    end if;
  end if;
  return jsonb_build_object('artifact_id', v_id, 'directive', private.directive(v_lease.run_id));
end
$$;

-- Forgets at most `p_limit` uploads that were never committed and has their objects removed, arrived or not. A signed address opens for two
-- hours and its attempt may live longer, so neither is left when an upload counts as abandoned.
create function private.drop_abandoned_uploads(p_limit integer, p_now timestamptz) returns integer
language plpgsql set search_path = '' as $$
declare
  v_count integer;
begin
  with abandoned as (
    select u.object_path from private.artifact_uploads u
    where u.created_at < p_now - interval '3 hours'
      and not exists (select from private.leases l where l.run_id = u.run_id and l.attempt = u.attempt)
    order by u.created_at limit p_limit for update skip locked
  ), dropped as (
    delete from private.artifact_uploads u using abandoned a where u.object_path = a.object_path returning u.object_path
  )
  select count(private.enqueue_action('object.remove', jsonb_build_object('bucket', 'artifacts', 'path', d.object_path), p_now))
  into v_count from dropped d;
  return v_count;
end
$$;

grant execute on function private.upload_artifact(text, jsonb, timestamptz), private.commit_artifact(text, jsonb, timestamptz)
  to ops_executor;
