"use client";
import { AppearanceForm } from "../../../../components/settings/appearance-form.tsx";
import { Page } from "../../../../components/shell/page.tsx";
import { useAppearance } from "../../appearance.tsx";

export function AppearanceClient() {
  const { appearance, change } = useAppearance();
  return (
    <Page title="Appearance">
      <AppearanceForm appearance={appearance} onChange={change} />
    </Page>
  );
}
