"use client";
import { useId } from "react";
import { TextFilter } from "./text-filter.tsx";

export interface RepoFilterProps {
  value: string | null;
  /** Null: any. */
  onChange: (repo: string | null) => void;
  /** Those that are offered while somebody types; others may be typed too. */
  known: readonly string[];
}

/** A repository that runs name in their parameter `repo` or `repository`: `owner/name`, or a URL of it. */
export function RepoFilter({ value, onChange, known }: RepoFilterProps) {
  const id = useId();
  return (
    <>
      <TextFilter
        label="Repository"
        placeholder="Any repository"
        className="sm:w-36"
        list={id}
        value={value ?? ""}
        onChange={(repo) => onChange(repo.trim() === "" ? null : repo)}
      />
      <datalist id={id}>
        {known.map((repo) => (
          <option key={repo} value={repo} />
        ))}
      </datalist>
    </>
  );
}
