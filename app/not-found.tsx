import { SearchX } from "lucide-react";
import { StatePage } from "../components/states/state-page.tsx";
import { Link } from "../components/ui/link.tsx";

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <StatePage
        icon={SearchX}
        title="There is nothing here"
        action={
          <Link href="/" className="font-medium text-accent hover:underline">
            To the Runboard
          </Link>
        }
      >
        The address is wrong, or it leads to something that you have no access to.
      </StatePage>
    </main>
  );
}
