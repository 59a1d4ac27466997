import * as z from "zod";

/** Identity columns stay far below 2^53, so JSON numbers carry them exactly. */
export const Id = z.int().positive();
export type Id = z.infer<typeof Id>;

/** An instant with offset, e.g. `2026-11-20T20:35:18.123Z`. */
export const Instant = z.iso.datetime({ offset: true });

/** One that somebody asks for and that is kept, perhaps with time added to it: years of more than four digits are no `Instant` when they are read. */
export const AskedInstant = Instant.regex(/^(?!000[01]|9\d\d\d)/, "must be from the year 2 to 8999");

export const Uuid = z.guid();

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hex digits");

/** A name that stands in URLs and commands, e.g. `host-health`. */
export const Slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "must be lower-case letters, digits and dashes");
