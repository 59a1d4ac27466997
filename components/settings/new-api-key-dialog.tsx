"use client";
import { CopyButton } from "../ui/copy-button.tsx";
import { exampleCommand } from "./api-key.model.ts";
import { SecretOnceDialog } from "./secret-once-dialog.tsx";

export interface NewApiKeyDialogProps {
  name: string;
  apiKey: string;
  scopes: readonly string[];
  /** Address of ops-executor. */
  executorUrl: string;
  onClose: () => void;
}

/** The key that was just made, and how it is used. */
export function NewApiKeyDialog({ name, apiKey, scopes, executorUrl, onClose }: NewApiKeyDialogProps) {
  const command = exampleCommand(scopes, executorUrl);
  return (
    <SecretOnceDialog
      title={`The key ${name} is live`}
      description="Copy it now and give it to its worker or script."
      what="key"
      secret={apiKey}
      onClose={onClose}
    >
      <div className="flex flex-col gap-1">
        <div className="flex items-end justify-between gap-2">
          <p className="font-medium">Use it, for example</p>
          <CopyButton text={command} what="command" />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, and so takes the focus */}
        <pre tabIndex={0} className="whitespace-pre-wrap wrap-anywhere rounded-md bg-sunken p-2.5 font-mono text-sm">
          {command}
        </pre>
      </div>
    </SecretOnceDialog>
  );
}
