// The readable page of the API: Swagger UI from static/vendor, given its description's address by the page.

const place = document.getElementById('api-docs');

if (place && globalThis.SwaggerUIBundle) {
  globalThis.SwaggerUIBundle({
    domNode: place,
    url: place.dataset.spec,
    deepLinking: true,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    validatorUrl: null, // nothing is sent to another host
    requestInterceptor: (request) => {
      const token = document.querySelector('meta[name="csrf-token"]')?.content;
      if (token && !['GET', 'HEAD'].includes(request.method ?? 'GET')) request.headers['X-CSRFToken'] = token;
      return request;
    },
  });
}
