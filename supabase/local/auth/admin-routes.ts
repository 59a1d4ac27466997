import { Hono } from "hono";
import { z } from "zod";
import { userNotFound, validationFailed } from "./errors.ts";
import { checkPassword, hashPassword } from "./password.ts";
import * as requests from "./requests.ts";
import type { AuthContext } from "./user-routes.ts";
import { userView } from "./user-view.ts";
import { createUser, deleteUser, findUser, listUsers, type UserChanges, updateUser } from "./users.ts";

/** What the secret key may do with users. */
export function adminRoutes({ sql, tokens }: AuthContext): Hono {
  const app = new Hono();
  app.use("*", async (context, next) => {
    await requests.requireServiceRole(context.req.raw.headers, tokens);
    await next();
  });

  async function passwordHash({ password, password_hash }: z.infer<typeof requests.AdminUser>) {
    if (password === undefined) return password_hash;
    checkPassword(password);
    return await hashPassword(sql, password);
  }

  app.post("/users", async (context) => {
    const body = await requests.readBody(context, requests.AdminUser);
    if (!body.email) throw validationFailed("Cannot create a user without either an email or phone");
    const email = requests.validEmail(body.email);
    const hash = (await passwordHash(body)) ?? null;
    const created = await sql.begin(async (db) => {
      const user = await createUser(db, {
        id: body.id,
        email,
        passwordHash: hash,
        isConfirmed: body.email_confirm ?? false,
        role: body.role,
        appMetadata: body.app_metadata,
        userMetadata: body.user_metadata,
      });
      if (body.ban_duration === undefined) return user;
      return await updateUser(db, user.id, { banSeconds: requests.durationSeconds(body.ban_duration) });
    });
    return context.json(userView(created));
  });

  app.get("/users", async (context) => {
    const { page, per_page } = requests.Page.parse(context.req.query());
    const { users, total } = await listUsers(sql, page, per_page);
    const last = Math.max(1, Math.ceil(total / per_page));
    const link = (target: number, rel: string) => `</admin/users?page=${target}&per_page=${per_page}>; rel="${rel}"`;
    context.header("x-total-count", String(total));
    context.header("link", [...(page < last ? [link(page + 1, "next")] : []), link(last, "last")].join(", "));
    return context.json({ users: users.map(userView), aud: "authenticated" });
  });

  app.get("/users/:id", async (context) => {
    const user = await findUser(sql, { id: userId(context.req.param("id")) });
    if (!user) throw userNotFound();
    return context.json(userView(user));
  });

  app.put("/users/:id", async (context) => {
    const id = userId(context.req.param("id"));
    const body = await requests.readBody(context, requests.AdminUser);
    const changes: UserChanges = {
      email: body.email === undefined ? undefined : requests.validEmail(body.email),
      passwordHash: await passwordHash(body),
      isConfirmed: body.email_confirm,
      role: body.role,
      appMetadata: body.app_metadata,
      userMetadata: body.user_metadata,
      banSeconds: body.ban_duration === undefined ? undefined : requests.durationSeconds(body.ban_duration),
    };
    return context.json(userView(await sql.begin((db) => updateUser(db, id, changes))));
  });

  app.delete("/users/:id", async (context) => {
    await deleteUser(sql, userId(context.req.param("id")));
    return context.json({});
  });

  return app;
}

function userId(text: string): string {
  const id = z.guid().safeParse(text);
  if (!id.success) throw validationFailed("user_id must be an UUID");
  return id.data;
}
