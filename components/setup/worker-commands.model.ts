/** What a placeholder without a value reads. */
const unknown: Readonly<Record<string, string>> = { OPS_REPOSITORY: "<address of your clone>" };

/** A text with its `{{NAME}}` filled in. */
export function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(
    /\{\{([A-Z_]+)\}\}/g,
    (placeholder, name: string) => values[name] ?? unknown[name] ?? placeholder,
  );
}
