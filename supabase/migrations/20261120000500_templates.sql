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
  template_id bigint not null references public.run_templates (id),
  version integer not null,
  definition jsonb not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  constraint version_is_unique_in_its_template unique (template_id, version),
  constraint definition_has_steps check (jsonb_typeof(definition -> 'steps') = 'array' and jsonb_array_length(definition -> 'steps') > 0)
);
comment on table public.run_template_versions is 'One immutable version of a runbook. definition: contracts/template.ts TemplateDefinition.';

create function private.refuse_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception '% of %.% is not allowed: its rows never change', tg_op, tg_table_schema, tg_table_name
    using errcode = 'integrity_constraint_violation';
end
$$;

create trigger versions_are_immutable before update or delete on public.run_template_versions
  for each row execute function private.refuse_change();
create trigger versions_cannot_be_truncated before truncate on public.run_template_versions
  for each statement execute function private.refuse_change();

alter table public.run_templates enable row level security;
alter table public.run_template_versions enable row level security;
