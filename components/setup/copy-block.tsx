"use client";
import { Check, Copy, Download } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/button.tsx";

export interface CopyBlockProps {
  /** What it is, or where it belongs: "In the terminal". */
  label: string;
  text: string;
  /** Where the same is as a file. */
  downloadHref?: string;
}

/** Text to take somewhere else, with a button that copies all of it. */
export function CopyBlock({ label, text, downloadHref }: CopyBlockProps) {
  const [copied, setCopied] = useState<string | null>(null);
  return (
    <div className="min-w-0 rounded-md border border-line bg-sunken">
      <div className="flex min-h-8 items-center gap-1 border-line border-b py-1 pr-1 pl-3">
        <span className="min-w-0 flex-1 text-muted text-sm">{label}</span>
        {downloadHref && (
          <Button asChild variant="ghost" size="sm">
            <a href={downloadHref} download>
              <Download aria-hidden />
              Download
            </a>
          </Button>
        )}
        <Button
          variant="ghost"
          size="sm"
          aria-label={`Copy: ${label}`}
          onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(text))}
        >
          {copied === text ? <Check aria-hidden /> : <Copy aria-hidden />}
          {copied === text ? "Copied" : "Copy"}
        </Button>
      </div>
      <pre className="wrap-anywhere whitespace-pre-wrap px-3 py-2 font-mono text-sm leading-5">{text}</pre>
    </div>
  );
}
