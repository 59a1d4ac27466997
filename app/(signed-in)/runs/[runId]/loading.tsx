import { RunLoading } from "../../../../components/states/loading.tsx";

export default function Loading() {
  return <RunLoading />;
}
