"use client";
import type { Appearance } from "../types.ts";
import { ChoiceGroup } from "../ui/choice-group.tsx";

export interface AppearanceFormProps {
  appearance: Appearance;
  onChange: (changed: Partial<Appearance>) => void;
}

/** How the screens of this browser look. Every choice holds at once. */
export function AppearanceForm({ appearance, onChange }: AppearanceFormProps) {
  return (
    <div className="flex max-w-xl flex-col gap-5 p-4">
      <p className="text-muted">Kept in this browser, and in no other.</p>
      <ChoiceGroup
        name="theme"
        legend="Theme"
        value={appearance.theme}
        onChange={(theme) => onChange({ theme })}
        options={[
          { value: "system", label: "As the system" },
          { value: "light", label: "Light" },
          { value: "dark", label: "Dark" },
        ]}
      />
      <ChoiceGroup
        name="density"
        legend="Rows of tables"
        value={appearance.density}
        onChange={(density) => onChange({ density })}
        options={[
          { value: "compact", label: "Compact", detail: "28 px, as much as fits" },
          { value: "standard", label: "Standard", detail: "36 px" },
          { value: "comfortable", label: "Comfortable", detail: "44 px, for fingers" },
        ]}
      />
      <ChoiceGroup
        name="times"
        legend="Times"
        value={appearance.times}
        onChange={(times) => onChange({ times })}
        options={[
          { value: "relative", label: "Ages", detail: "3 m ago; the exact time is in the tip" },
          { value: "local", label: "This browser's clock", detail: "2026-11-20 14:03:22" },
          { value: "utc", label: "UTC", detail: "2026-11-20 13:03:22Z, the same for everybody" },
        ]}
      />
    </div>
  );
}
