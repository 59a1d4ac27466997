import { nearNames } from "../near-names.ts";
import { type Unclear, unclear, type Values } from "./intent.ts";
import type { Token } from "./tokens.ts";
import { checkValues, propertiesOf, typedValue } from "./values.ts";

/** `p.` before a name says that a parameter is meant where a word of the command has the same name. */
const prefix = "p.";
const parameterName = (key: string) => (key.startsWith(prefix) ? key.slice(prefix.length) : key);

export interface ReadValues {
  line: string;
  /** What the values are for, for messages. */
  owner: string;
  schema: Values;
  tokens: readonly Token[];
  /** Words of the command itself that are also offered where a name is unknown. */
  reserved?: readonly string[];
}

/** Values by name as a line gives them, checked against their schema; or what is wrong with them. */
export function readValues(reading: ReadValues): { ok: true; values: Values } | Unclear {
  const { line, owner, schema, tokens, reserved = [] } = reading;
  const { properties, required } = propertiesOf(schema);
  const values: Values = {};
  for (const token of tokens) {
    const name = parameterName(token.key ?? "");
    const property = properties[name];
    if (property === undefined || !Object.hasOwn(properties, name)) {
      const near = nearNames(name, [...Object.keys(properties), ...reserved]);
      const corrected = near.map(
        (known) => `${line.slice(0, token.start)}${known}=${line.slice(token.start + 1 + (token.key ?? "").length)}`,
      );
      return unclear(`${owner} has nothing that is called “${name}”.`, corrected);
    }
    values[name] = typedValue(property, token.value);
  }
  const missing = required.filter((name) => !Object.hasOwn(values, name) && properties[name]?.default === undefined);
  if (missing.length > 0) {
    const text = missing.length === 1 ? `${owner} needs ${missing[0]}.` : `${owner} needs ${missing.join(", ")}.`;
    return unclear(text, [`${line.trimEnd()} ${missing[0]}=`]);
  }
  const checked = checkValues(schema, values, owner);
  return checked.ok ? { ok: true, values } : unclear(checked.problem, []);
}

/** The name of a value as it is typed, where these words of the command are taken. */
export function valueKey(name: string, reserved: readonly string[]): string {
  return reserved.includes(name) || name.startsWith(prefix) ? `${prefix}${name}` : name;
}
