type Lanes = { ok: true; lanes: { name: string; capacity: number }[] } | { ok: false; message: string };

/** Lanes as a person lists them: `A, B, Checks: 4`. */
export function lanesOf(text: string): Lanes {
  const parts = text.split(",").map((part) => part.trim());
  const lanes = parts.filter(Boolean).map((part) => {
    const [, name = part, capacity = "1"] = /^(.*?)\s*:\s*(\d+)$/.exec(part) ?? [];
    return { name: name.trim(), capacity: Number(capacity) };
  });
  if (lanes.length === 0) return { ok: false, message: "Name at least one lane." };
  const double = lanes.find((lane, index) => lanes.findIndex((other) => other.name === lane.name) !== index);
  if (double !== undefined) return { ok: false, message: `Two lanes are called ${double.name}.` };
  const wrong = lanes.find((lane) => lane.capacity < 1 || lane.capacity > 1_000 || lane.name.length > 50);
  if (wrong !== undefined)
    return { ok: false, message: `Lane ${wrong.name} needs a capacity from 1 to 1000 and a short name.` };
  return { ok: true, lanes };
}
