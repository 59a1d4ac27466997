"use client";
import { FileUp, X } from "lucide-react";
import { type ChangeEvent, useRef, useState } from "react";
import { limits } from "../../supabase/functions/_shared/contracts/limits.ts";
import { Button } from "../ui/button.tsx";
import { FieldError } from "../ui/field.tsx";
import { Textarea } from "../ui/input.tsx";
import type { ParameterField } from "./parameter-form.model.ts";

export interface FileControlProps {
  id: string;
  field: ParameterField;
  value: string;
  /** `aria-describedby` and the like. */
  aria: Record<string, string | boolean | undefined>;
  onChange: (value: string) => void;
}

/** Reads a file into a parameter: text, which can be seen and corrected, or any bytes as base64. */
export function FileControl({ id, field, value, aria, onChange }: FileControlProps) {
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string>();
  const binary = field.file?.encoding === "base64";

  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? [];
    event.target.value = "";
    if (file === undefined) return;
    const read = await readInto(file, binary);
    setProblem(read.ok ? undefined : read.message);
    if (!read.ok) return;
    setName(file.name);
    onChange(read.content);
  };
  return (
    <div className="flex flex-col gap-1.5">
      <input
        ref={input}
        type="file"
        hidden
        data-file-of={field.name}
        accept={binary ? undefined : `${field.file?.mediaType ?? ""},text/*`}
        onChange={(event) => void choose(event)}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button {...(binary ? { id, ...aria } : {})} size="sm" onClick={() => input.current?.click()}>
          <FileUp aria-hidden />
          {value === "" ? "Choose a file" : "Choose another"}
        </Button>
        {value !== "" && (
          <>
            <span className="text-muted text-sm">
              {[name, binary ? `${Math.floor((value.length * 3) / 4)} bytes` : ""].filter(Boolean).join(", ")}
            </span>
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={`Remove the file of ${field.label}`}
              onClick={() => {
                setName("");
                onChange("");
              }}
            >
              <X aria-hidden />
            </Button>
          </>
        )}
      </div>
      {!binary && (
        <Textarea
          id={id}
          {...aria}
          rows={3}
          className="max-h-60 font-mono"
          spellCheck={false}
          placeholder="or paste its content"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      <FieldError id={`${id}-file-error`} message={problem} />
    </div>
  );
}

type Read = { ok: true; content: string } | { ok: false; message: string };

async function readInto(file: File, binary: boolean): Promise<Read> {
  const most = binary ? Math.floor((limits.parametersBytes * 3) / 4) : limits.parametersBytes;
  if (file.size > most) {
    const [is, may] = [file.size, most].map((bytes) => `${Math.ceil(bytes / 1_024)} KB`);
    const message = `${file.name} has ${is}; a run takes ${may}. Put it where the worker can fetch it and give its address.`;
    return { ok: false, message };
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (binary) {
    return { ok: true, content: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")) };
  }
  try {
    return { ok: true, content: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { ok: false, message: `${file.name} is not text in UTF-8.` };
  }
}
