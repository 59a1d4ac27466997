"use client";

/** When even the layout fails: no component of ours is certain to work here. */
export default function GlobalError() {
  return (
    <html lang="en">
      <body>
        <main role="alert">
          <h1>The Runboard does not work at the moment</h1>
          <p>Reload the page. If it persists, look into the logs of the Runboard.</p>
        </main>
      </body>
    </html>
  );
}
