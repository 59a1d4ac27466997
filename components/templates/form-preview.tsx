"use client";
import { useId, useState } from "react";
import { Form } from "../form/form.tsx";
import { ParameterForm } from "../form/parameter-form.tsx";
import { useParameterForm } from "../form/use-parameter-form.ts";
import { ParametersView } from "../run/parameters-view.tsx";
import type { JsonObject } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";

export interface FormPreviewProps {
  /** Null: the text has never been a template since the page was opened. */
  template: { name: string; description: string; parameter_schema: JsonObject; confirm: boolean } | null;
  /** The text is none right now, so that this is how it was last. */
  outdated: boolean;
}

/** The form that starts a run, as the text makes it; what is filled in can be tried against the schema. */
export function FormPreview({ template, outdated }: FormPreviewProps) {
  if (template === null) {
    return <p className="p-4 text-muted">The form stands here as soon as the text is a template.</p>;
  }
  return (
    <div className="flex flex-col gap-4 p-4">
      {outdated && <Notice tone="warn" title="As it was before the problems in the text" />}
      <div>
        <h2 className="font-semibold text-lg">{template.name}</h2>
        {template.description !== "" && <p className="text-muted">{template.description}</p>}
        {template.confirm && <p className="mt-1 text-sm text-warn">Asks once more before it starts.</p>}
      </div>
      <Fields schema={template.parameter_schema} />
    </div>
  );
}

function Fields({ schema }: { schema: JsonObject }) {
  const id = useId();
  const form = useParameterForm(schema);
  const [sent, setSent] = useState<JsonObject | null>(null);
  if (form.fields.length === 0) return <p className="text-muted">It takes no parameters.</p>;
  const change: typeof form.change = (name, value) => {
    setSent(null);
    form.change(name, value);
  };
  return (
    <Form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const checked = form.check();
        setSent(checked.ok ? checked.parameters : null);
      }}
    >
      <ParameterForm id={id} form={{ ...form, change }} />
      <Button type="submit" className="self-start">
        Check the values
      </Button>
      {sent !== null && (
        <Notice title="A run would get these parameters" role="status">
          <div className="mt-1 text-text">
            <ParametersView parameters={sent} />
          </div>
        </Notice>
      )}
    </Form>
  );
}
