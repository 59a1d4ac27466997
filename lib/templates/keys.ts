/** Cache keys of templates. */
export const templateKeys = { list: ["templates", "list"] as const };
