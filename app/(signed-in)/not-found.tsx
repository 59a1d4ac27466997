import { SearchX } from "lucide-react";
import { StatePage } from "../../components/states/state-page.tsx";
import { Button } from "../../components/ui/button.tsx";
import { Link } from "../../components/ui/link.tsx";

/**
 * What a person may not see does not exist for them, so both read the same. A page that finds nothing returns it: one that is streamed
 * has answered 200 already, and the copy that Next's `notFound` puts in its place then would stay in the page for ever.
 */
export default function NotFound() {
  return (
    <StatePage
      icon={SearchX}
      title="There is nothing here that you can see"
      action={
        <Button asChild>
          <Link href="/runs">List the runs you can see</Link>
        </Button>
      }
    >
      Check the number. If it is right, ask an admin for access to its session.
    </StatePage>
  );
}
