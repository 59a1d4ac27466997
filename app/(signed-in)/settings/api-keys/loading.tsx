import { TableLoading } from "../../../../components/states/loading.tsx";

export default function Loading() {
  return <TableLoading what="the API keys" rows={4} />;
}
