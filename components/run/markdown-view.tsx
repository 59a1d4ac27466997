"use client";
import Markdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";

/** Links leave in a new tab; images are named, not fetched, since an artifact must not make the reader's browser call anywhere. */
const parts: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noreferrer noopener nofollow">
      {children}
    </a>
  ),
  img: ({ alt }) => <span className="text-muted">[image: {alt || "without a name"}]</span>,
};

/** Tables, task lists and struck-through text, as people write them on GitHub. */
const plugins = [remarkGfm];

/** Markdown as elements; HTML inside it stays text. */
export default function MarkdownView({ text }: { text: string }) {
  return (
    <div className="prose">
      <Markdown components={parts} remarkPlugins={plugins}>
        {text}
      </Markdown>
    </div>
  );
}
