"use strict";

// Swagger UI 4 draws OpenAPI 3.0; of what 3.1 changed our document uses only the list of types.
function asOpenApi30(node) {
  if (node === null || typeof node !== "object") return node;
  for (const [key, value] of Object.entries(node)) {
    if (key === "type" && Array.isArray(value)) {
      node.nullable = value.includes("null");
      node.type = value.find((type) => type !== "null");
    } else {
      asOpenApi30(value);
    }
  }
  return node;
}

fetch("/v1/openapi.json")
  .then((response) => response.json())
  .then((spec) => SwaggerUIBundle({
    spec: { ...asOpenApi30(spec), openapi: "3.0.3" },
    domNode: document.getElementById("docs"),
    deepLinking: true,
    validatorUrl: null,
  }));
