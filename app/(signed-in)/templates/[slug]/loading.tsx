import { EditorLoading } from "../../../../components/templates/editor-loading.tsx";

export default function Loading() {
  return (
    <div className="p-3 sm:p-4">
      <h1 className="sr-only">Loading the template</h1>
      <EditorLoading />
    </div>
  );
}
