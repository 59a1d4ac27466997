"use client";
import { useState } from "react";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Notice } from "../ui/notice.tsx";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "../ui/tabs.tsx";
import { CopyBlock } from "./copy-block.tsx";
import { fillIn } from "./worker-commands.model.ts";

/** Where a worker may run, with what to copy there; placeholders are filled in here, so that no server sees the key. */
export interface WorkerPlace {
  id: string;
  title: string;
  parts: readonly { label: string; text: string }[];
}

/** How to start a worker, by place. */
export function WorkerCommands({ places, apiKey }: { places: readonly WorkerPlace[]; apiKey: string }) {
  const [repository, setRepository] = useState("");
  const values = { OPS_API_KEY: apiKey, ...(repository.trim() !== "" && { OPS_REPOSITORY: repository.trim() }) };
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <Notice tone="warn" title="The key is shown this once">
        It stands in the commands below. Only its hash is kept; a lost key is replaced by a new one.
      </Notice>
      <CopyBlock label="Worker key" text={apiKey} />
      <Tabs defaultValue={places[0]?.id ?? ""}>
        <TabsList aria-label="Where the worker runs">
          {places.map(({ id, title }) => (
            <TabsTrigger key={id} value={id}>
              {title}
            </TabsTrigger>
          ))}
        </TabsList>
        {places.map(({ id, parts }) => (
          <TabsContent key={id} value={id} className="flex flex-col gap-3 pt-3">
            {parts.some(({ text }) => text.includes("{{OPS_REPOSITORY}}")) && (
              <Field
                id={`repository-${id}`}
                label="Address of your clone"
                hint="What git clone takes on that machine."
                optional
              >
                <Input
                  id={`repository-${id}`}
                  className="h-9 max-w-sm"
                  placeholder="https://github.com/…"
                  aria-describedby={`repository-${id}-hint`}
                  value={repository}
                  onChange={(event) => setRepository(event.target.value)}
                />
              </Field>
            )}
            {parts.map(({ label, text }) => (
              <CopyBlock key={label} label={label} text={fillIn(text, values)} />
            ))}
          </TabsContent>
        ))}
      </Tabs>
    </div>
  );
}
