import * as z from "zod";

/** Identity columns stay far below 2^53, so JSON numbers carry them exactly. */
export const Id = z.int().positive();
export type Id = z.infer<typeof Id>;

/** An instant with offset, e.g. `2026-11-20T20:35:18.123Z`. */
export const Instant = z.iso.datetime({ offset: true });

export const Uuid = z.guid();

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hex digits");

/** A name that stands in URLs and commands, e.g. `host-health`. */
export const Slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "must be lower-case letters, digits and dashes");
