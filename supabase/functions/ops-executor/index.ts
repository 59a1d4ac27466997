import { workOffOutbox } from "./actions.ts";
import { createApp } from "./app.ts";
import { objectStoreOf, readConfig, storageOf, tokenKeysOf } from "./config.ts";
import { openDatabase } from "./database.ts";
import { log } from "./log.ts";
import { readOn } from "./read-on.ts";

const config = readConfig((name) => Deno.env.get(name));
const database = openDatabase(config.OPS_DATABASE_URL);
const store = objectStoreOf(config);
const app = createApp({
  database,
  tokenKeys: tokenKeysOf(config),
  storage: storageOf(config),
  objects: store,
  afterwards: store === null ? {} : { "maintenance.tick": () => workOffOutbox(database, store) },
});
const handle = (request: Request) => readOn(request, (whole) => app.fetch(whole));

const onListen = ({ port }: { port: number }) => log("info", { message: "listening", port });
if (config.PORT === undefined) Deno.serve({ onListen }, handle);
else Deno.serve({ hostname: "127.0.0.1", port: config.PORT, onListen }, handle);
