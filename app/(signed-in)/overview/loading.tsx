import { OverviewLoading } from "../../../components/states/loading.tsx";

export default function Loading() {
  return <OverviewLoading />;
}
