"use client";
import type { ComponentProps } from "react";
import { UntilListening } from "../ui/until-listening.tsx";

/**
 * Every form of the Runboard. The browser never sends it by itself: its button waits until React listens, which Enter in a field respects, too.
 * And whatever sent it all the same, a password would be in a body and not in an address.
 */
export function Form(props: Omit<ComponentProps<"form">, "method" | "action">) {
  return (
    <UntilListening>
      <form {...props} method="post" />
    </UntilListening>
  );
}
