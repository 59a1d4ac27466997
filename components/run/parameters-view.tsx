import { inFieldOrder } from "../../supabase/functions/_shared/contracts/field-order.ts";
import type { JsonObject } from "../types.ts";

export interface ParametersViewProps {
  parameters: JsonObject;
  /** Their schema, whose author's order they are shown in. */
  schema?: JsonObject | undefined;
  /** What stands there when there are none. */
  empty?: string;
}

/** Parameters as name and value. */
export function ParametersView({ parameters, schema = {}, empty = "No parameters." }: ParametersViewProps) {
  const entries = inFieldOrder(schema, Object.keys(parameters)).map((name) => [name, parameters[name]] as const);
  if (entries.length === 0) return <p className="text-muted">{empty}</p>;
  return (
    <dl className="grid grid-cols-[minmax(6rem,max-content)_1fr] gap-x-4 gap-y-1.5">
      {entries.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="wrap-anywhere max-w-56 text-muted">{name}</dt>
          <dd className="wrap-anywhere whitespace-pre-wrap font-mono text-sm leading-5">{text(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function text(value: JsonObject[string] | undefined): string {
  if (typeof value === "string") return value === "" ? "“”" : value;
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join("\n");
  return JSON.stringify(value, null, 2);
}
