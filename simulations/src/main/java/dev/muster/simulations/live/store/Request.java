package dev.muster.simulations.live.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call to the API, parsed.
 *
 * @param namespace empty for cluster-scoped kinds and for all namespaces
 * @param name empty for collections and for creation
 * @param subresource empty for the object itself
 * @param patchKind how {@code body} is to be read by {@link Verb#PATCH}
 * @param body the object, the patch, or for deletions a DeleteOptions; null if there is none
 */
public record Request(
    Verb verb,
    ResourceType type,
    String namespace,
    String name,
    String subresource,
    Options options,
    PatchKind patchKind,
    @Nullable Object body,
    Requester requester) {
  private static final Requester NOBODY = Requester.of("");

  /** Of a user of that name, in the groups that come with the name. */
  public Request(
      Verb verb,
      ResourceType type,
      String namespace,
      String name,
      String subresource,
      Options options,
      PatchKind patchKind,
      @Nullable Object body,
      String user) {
    this(
        verb,
        type,
        namespace,
        name,
        subresource,
        options,
        patchKind,
        body,
        user.isEmpty() ? NOBODY : Requester.named(user));
  }

  /** The name of who makes it; empty for nobody in particular. */
  public String user() {
    return requester.name();
  }

  public static Request get(ResourceType type, String namespace, String name) {
    return bare(Verb.GET, type, namespace, name, null);
  }

  public static Request list(ResourceType type, String namespace, Options options) {
    return bare(Verb.LIST, type, namespace, "", null).withOptions(options);
  }

  public static Request create(
      ResourceType type, String namespace, Map<String, @Nullable Object> object) {
    return bare(Verb.CREATE, type, namespace, "", object);
  }

  public static Request update(
      ResourceType type, String namespace, String name, Map<String, @Nullable Object> object) {
    return bare(Verb.UPDATE, type, namespace, name, object);
  }

  public static Request patch(
      ResourceType type, String namespace, String name, PatchKind kind, Object body) {
    return new Request(Verb.PATCH, type, namespace, name, "", Options.NONE, kind, body, NOBODY);
  }

  /** {@code deleteOptions} may be empty. */
  public static Request delete(
      ResourceType type,
      String namespace,
      String name,
      Map<String, @Nullable Object> deleteOptions) {
    return bare(Verb.DELETE, type, namespace, name, deleteOptions);
  }

  public Request withType(ResourceType value) {
    return new Request(
        verb, value, namespace, name, subresource, options, patchKind, body, requester);
  }

  public Request withName(String value) {
    return new Request(
        verb, type, namespace, value, subresource, options, patchKind, body, requester);
  }

  public Request withSubresource(String value) {
    return new Request(verb, type, namespace, name, value, options, patchKind, body, requester);
  }

  public Request withOptions(Options value) {
    return new Request(verb, type, namespace, name, subresource, value, patchKind, body, requester);
  }

  public Request withBody(@Nullable Object value) {
    return new Request(
        verb, type, namespace, name, subresource, options, patchKind, value, requester);
  }

  public Request withUser(String value) {
    return withRequester(value.isEmpty() ? NOBODY : Requester.named(value));
  }

  public Request withRequester(Requester value) {
    return new Request(verb, type, namespace, name, subresource, options, patchKind, body, value);
  }

  private static Request bare(
      Verb verb, ResourceType type, String namespace, String name, @Nullable Object body) {
    return new Request(
        verb, type, namespace, name, "", Options.NONE, PatchKind.MERGE, body, NOBODY);
  }
}
