import { groupObjects } from "./database.model.ts";

/** Names of what is missing or outdated, by kind; folded, because there may be hundreds. */
export function ObjectList({ what, names }: { what: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <div>
      <p className="font-medium">{what}</p>
      <ul className="mt-1 flex flex-col">
        {groupObjects(names).map(({ title, names: own }) => (
          <li key={title}>
            <details>
              <summary className="min-h-6 w-fit cursor-pointer py-0.5">{title}</summary>
              <ul
                // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls by mouse must scroll by keys
                tabIndex={0}
                aria-label={title}
                className="wrap-anywhere my-1 ml-4 max-h-48 overflow-auto font-mono text-muted text-sm leading-5"
              >
                {own.map((name) => (
                  <li key={name}>{name}</li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
    </div>
  );
}
