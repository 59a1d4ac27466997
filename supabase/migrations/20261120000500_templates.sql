create table public.run_templates (
  id bigint generated always as identity primary key,
  slug text not null unique,
  created_at timestamptz not null default now(),
  archived_at timestamptz,
  constraint slug_is_a_slug check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$')
);
comment on table public.run_templates is 'A runbook; what it does stands in its versions.';

create table public.run_template_versions (
  id bigint generated always as identity primary key,
  template_id bigint not null references public.run_templates (id) on delete cascade,
  version integer not null,
  definition jsonb not null,
  source text,
  note text,
  created_by text not null,
  created_by_name text not null,
  created_at timestamptz not null default now(),
  constraint version_is_unique_in_its_template unique (template_id, version),
  constraint definition_has_steps check (jsonb_typeof(definition -> 'steps') = 'array' and jsonb_array_length(definition -> 'steps') > 0),
  constraint source_is_256_kb_at_most check (octet_length(source) <= 262144)
);
comment on table public.run_template_versions is 'One immutable version of a runbook. definition: contracts/template.ts TemplateDefinition.';
comment on column public.run_template_versions.source is 'The YAML that its author wrote, comments and all; null: it was published without. ops-executor has seen that it says the definition.';
comment on column public.run_template_versions.note is 'What its author says has changed.';

create function private.refuse_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception '% of %.% is not allowed: its rows never change', tg_op, tg_table_schema, tg_table_name
    using errcode = 'integrity_constraint_violation';
end
$$;

create trigger versions_are_immutable before update on public.run_template_versions
  for each row execute function private.refuse_change();

-- A version goes only with its whole template (on delete cascade, which comes after the template's own row), and that only while no run
-- and no schedule names it: their foreign keys.
create function private.keep_versions() returns trigger
language plpgsql set search_path = '' as $$
begin
  if exists (select from public.run_templates t where t.id = old.template_id) then
    raise exception 'DELETE of %.% is not allowed: a version goes only with its template', tg_table_schema, tg_table_name
      using errcode = 'integrity_constraint_violation';
  end if;
  return old;
end
$$;
create trigger versions_are_kept before delete on public.run_template_versions
  for each row execute function private.keep_versions();
create trigger versions_cannot_be_truncated before truncate on public.run_template_versions
  for each statement execute function private.refuse_change();

alter table public.run_templates enable row level security;
alter table public.run_template_versions enable row level security;
