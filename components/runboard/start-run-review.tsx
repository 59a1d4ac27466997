"use client";
import { TypedTarget, type TypedTargetProps } from "../form/typed-target.tsx";
import { ParametersView } from "../run/parameters-view.tsx";
import type { JsonObject } from "../types.ts";
import { Notice } from "../ui/notice.tsx";

export interface StartRunReviewProps extends TypedTargetProps {
  title: string;
  /** As they are sent: defaults filled in. */
  parameters: JsonObject;
}

/** What a run is about to run with, once more, and the name of what it is about to be typed by hand. */
export function StartRunReview({ title, parameters, ...target }: StartRunReviewProps) {
  return (
    <>
      <Notice tone="warn" title={title}>
        Check what it will be run with.
      </Notice>
      <ParametersView parameters={parameters} />
      <TypedTarget {...target} />
    </>
  );
}
