import type { ReactNode } from "react";
import { Logo } from "../shell/logo.tsx";
import { UntilListening } from "../ui/until-listening.tsx";

export interface AuthPageProps {
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
}

/** A page for somebody who is not in yet: one panel, one question. */
export function AuthPage({ title, description, children }: AuthPageProps) {
  return (
    <main className="flex min-h-dvh flex-col items-center px-4 pt-[12vh] pb-12">
      <div className="flex w-full max-w-sm flex-col gap-5">
        <p className="flex items-center gap-2 font-semibold">
          <Logo />
          Ops Control Room
        </p>
        <div className="rounded-lg border border-line bg-surface p-5">
          <h1 className="font-semibold text-xl">{title}</h1>
          {description && <p className="mt-1 text-muted">{description}</p>}
          <div className="mt-4">
            <UntilListening>{children}</UntilListening>
          </div>
        </div>
      </div>
    </main>
  );
}
