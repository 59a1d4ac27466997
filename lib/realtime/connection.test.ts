import { expect, test } from "vitest";
import { ConnectionMonitor } from "./connection.ts";

const at = "2026-11-20T20:00:00.000Z";
const monitor = () => new ConnectionMonitor(() => new Date(at));

test("a page is live once every channel has joined", () => {
  const connection = monitor();
  connection.opened("runs");
  connection.opened("workers");
  connection.joined("runs");
  expect(connection.state()).toEqual({ status: "connecting" });
  connection.joined("workers");
  expect(connection.state()).toEqual({ status: "live" });
});

test("a lost channel is told with its time until it has joined again", () => {
  const connection = monitor();
  connection.joined("runs");
  connection.lost("runs");
  expect(connection.state()).toEqual({ status: "reconnecting", since: at });
  connection.joined("runs");
  expect(connection.state()).toEqual({ status: "live" });
});

test("a channel that opens beside live ones disturbs nobody", () => {
  const connection = monitor();
  connection.joined("runs");
  connection.opened("run:1");
  expect(connection.state()).toEqual({ status: "live" });
});

test("a closed channel no longer counts", () => {
  const connection = monitor();
  connection.joined("runs");
  connection.lost("run:1");
  connection.closed("run:1");
  expect(connection.state()).toEqual({ status: "live" });
});

test("offline is told as such, and being online again is not yet live", () => {
  const connection = monitor();
  connection.joined("runs");
  connection.online(false);
  expect(connection.state()).toEqual({ status: "offline", since: at });
  connection.lost("runs");
  connection.online(true);
  expect(connection.state()).toEqual({ status: "reconnecting", since: at });
});

test("a database that does not answer is a lost connection, although every channel stays joined", () => {
  const connection = monitor();
  connection.joined("runs");
  connection.answers(false);
  expect(connection.state()).toEqual({ status: "reconnecting", since: at });
  connection.answers(true);
  expect(connection.state()).toEqual({ status: "live" });
});

test("listeners hear of changes only", () => {
  const connection = monitor();
  let heard = 0;
  const stop = connection.subscribe(() => {
    heard += 1;
  });
  connection.joined("runs");
  connection.joined("workers");
  expect(heard).toBe(1);
  stop();
  connection.lost("runs");
  expect(heard).toBe(1);
});
