"use client";
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "./button.tsx";

export interface CopyButtonProps {
  /** What is put on the clipboard. */
  text: string;
  /** What it is, for the button's name: "key", "link". */
  what: string;
  size?: "sm" | "md";
}

/** Copies a text and says so. */
export function CopyButton({ text, what, size }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  return (
    <Button
      size={size}
      aria-label={`Copy ${what}`}
      onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
    >
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
      <span aria-live="polite">{copied ? "Copied" : "Copy"}</span>
    </Button>
  );
}
