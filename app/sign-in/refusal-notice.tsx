import { Notice } from "../../components/ui/notice.tsx";
import type { Told } from "./why-refused.ts";

/** Above a form: why somebody came back without a session, and what to do. */
export function RefusalNotice({ told }: { told: Told }) {
  return (
    <Notice tone="warn" role="status" title={told.title} className="mb-4">
      {told.remedy}
    </Notice>
  );
}
