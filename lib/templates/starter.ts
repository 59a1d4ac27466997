/** What a new template begins with: the smallest that does something, with what people look for said in comments. */
export const starterSource = `# Words of the names: lower-case letters, digits and dashes. It never changes once it is published.
slug: my-template
name: My template
description: What it does, and when to use it.

# The form, as JSON Schema. A shell step gets each parameter as OPS_PARAM_<NAME>.
parameter_schema:
  type: object
  properties:
    greeting:
      type: string
      title: Greeting
      default: Hello
  required: [greeting]

timeout_seconds: 600

steps:
  - name: Greet
    kind: shell
    run: |
      echo "$OPS_PARAM_GREETING from $(hostname)"
`;
