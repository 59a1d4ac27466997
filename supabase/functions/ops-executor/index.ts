import { createApp } from "./app.ts";
import { readConfig, storageOf, tokenKeysOf } from "./config.ts";
import { openDatabase } from "./database.ts";
import { log } from "./log.ts";
import { readOn } from "./read-on.ts";

const config = readConfig((name) => Deno.env.get(name));
const app = createApp({
  database: openDatabase(config.OPS_DATABASE_URL),
  tokenKeys: tokenKeysOf(config),
  storage: storageOf(config),
});
const handle = (request: Request) => readOn(request, (whole) => app.fetch(whole));

const onListen = ({ port }: { port: number }) => log("info", { message: "listening", port });
if (config.PORT === undefined) Deno.serve({ onListen }, handle);
else Deno.serve({ hostname: "127.0.0.1", port: config.PORT, onListen }, handle);
