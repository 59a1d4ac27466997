"use client";
import { useEffect, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";

export interface NotSavedProps {
  /** "The audit log". */
  what: string;
  remedy: string;
  /** Of the file. */
  href: string;
}

/** A file that was asked for by a link and refused. The address that told so says it once: whoever reloads the page has not asked again. */
export function NotSaved({ what, remedy, href }: NotSavedProps) {
  const [again, setAgain] = useState(false);
  useEffect(() => {
    const url = new URL(window.location.href);
    url.searchParams.delete("not_saved");
    window.history.replaceState(window.history.state, "", url);
  }, []);
  if (again) return null;
  return (
    <Notice
      tone="bad"
      role="alert"
      title={`${what} was not saved`}
      action={
        <Button asChild size="sm">
          <a href={href} onClick={() => setAgain(true)}>
            Try again
          </a>
        </Button>
      }
    >
      {remedy}
    </Notice>
  );
}
