package dev.muster.simulations.live.http;

import dev.muster.simulations.live.shapes.KindShapes;
import dev.muster.simulations.live.store.PatchKind;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import dev.muster.simulations.live.store.TableView;
import dev.muster.simulations.live.store.Verb;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls on stored objects: turns them into requests to the store and its responses into replies.
 */
final class Resources {
  /** What a collection or object can be shown as. */
  static final EnumSet<Form> FORMS = EnumSet.of(Form.OBJECT, Form.TABLE, Form.METADATA);

  private final Store store;
  private final Tables tables;

  Resources(Store store, Tables tables) {
    this.store = store;
    this.tables = tables;
  }

  /** The kind at this path; a {@link Refusal} if it is not served there. */
  ResourceType type(ApiPath path) {
    var type =
        store
            .type(path.group(), path.version(), path.plural())
            .orElseThrow(() -> Refusal.notServed(path.group()));
    if (!type.namespaced() && !path.namespace().isEmpty()) {
      throw Refusal.notServed(path.group());
    }
    if (type.namespaced() && path.namespace().isEmpty() && !path.name().isEmpty()) {
      throw Refusal.notServed(path.group());
    }
    return type;
  }

  /** Refuses at once, or answers once, now or later. */
  void answer(Call call, ApiPath path, Consumer<Reply> then) {
    var type = type(path);
    var form = Form.of(call.headers().get("accept"), FORMS);
    if (path.subresource().equals("log") && path.plural().equals("pods")) {
      then.accept(log(call, path, type));
      return;
    }
    var request = request(call, path, type);
    refuseDuplicates(call, type);
    store.submit(request, response -> then.accept(reply(call, type, form, response)));
  }

  private Reply reply(Call call, ResourceType type, Form form, Response response) {
    return switch (response) {
      case Response.Failure failure -> {
        var warnings = new ArrayList<>(duplicates(call));
        warnings.addAll(failure.warnings());
        yield Reply.json(failure.code(), failure.status()).withWarnings(warnings);
      }
      case Response.Success success -> {
        var warnings = new ArrayList<>(duplicates(call));
        warnings.addAll(success.warnings());
        yield Reply.json(success.code(), shown(call, type, form, success.body()))
            .withWarnings(warnings);
      }
    };
  }

  private Request request(Call call, ApiPath path, ResourceType type) {
    boolean custom = !builtIn(type);
    refuseUnserved(path, type, custom);
    var verb = verb(call, path, custom);
    if (type.namespaced() && path.namespace().isEmpty() && verb != Verb.LIST) {
      throw Refusal.methodNotAllowed();
    }
    if (verb == Verb.LIST || verb == Verb.DELETE_COLLECTION) {
      ListOptions.checkList(call);
    }
    boolean deletes = verb == Verb.DELETE || verb == Verb.DELETE_COLLECTION;
    var kind = verb == Verb.PATCH ? patchKind(call, custom) : PatchKind.MERGE;
    if (custom && path.name().isEmpty() && (verb == Verb.PATCH || verb == Verb.UPDATE)) {
      throw Refusal.badRequest("name must be provided");
    }
    if ((verb == Verb.CREATE || verb == Verb.UPDATE)
        && Bodies.isPatch(call.header("content-type"))) {
      throw Refusal.unsupported(Bodies.OBJECTS);
    }
    var options = Queries.options(call);
    refuseUnreadable(call, path, type, custom);
    return new Request(
        verb,
        type,
        path.namespace(),
        path.name(),
        path.subresource(),
        options,
        kind,
        deletes ? Queries.deleteOptions(call) : body(call, custom),
        call.requester());
  }

  /** A built-in kind takes nothing for an object of which everything is to be filled in. */
  private static @Nullable Object body(Call call, boolean custom) {
    var payload = call.payload();
    boolean nothing = payload.body() == null && !custom && !call.method().equals("PATCH");
    return nothing ? Map.of() : payload.body();
  }

  private static void refuseUnserved(ApiPath path, ResourceType type, boolean custom) {
    if (!custom && !path.subresource().isEmpty() && !type.has(path.subresource())) {
      throw Refusal.notFound();
    }
  }

  /** In the words in which a decoder says that something is no object of this kind. */
  private void refuseUnreadable(Call call, ApiPath path, ResourceType type, boolean custom) {
    var payload = call.payload();
    if (payload.problem() != null) {
      if (payload.problem().code() != 400) {
        throw payload.problem();
      }
      refuseUnreadable(call, path, type, payload.problem());
    }
    boolean written = call.method().equals("POST") || call.method().equals("PUT");
    boolean json =
        Bodies.mediaType(call.header("content-type")).equals(Bodies.JSON_PATCH)
            && call.method().equals("PATCH");
    boolean whole = path.subresource().isEmpty() || path.subresource().equals("status");
    if (payload.text().isEmpty() && (json || (written && whole))) {
      refuseUnreadable(call, path, type, Refusal.badRequest("unexpected end of JSON input"));
    }
    if (!written || !whole) {
      return;
    }
    if (payload.body() != null && !(payload.body() instanceof Map<?, ?>)) {
      var what = JsonTree.typeOf(payload.body());
      throw Unrecognized.of(
          type,
          Unrecognized.NO_KIND + "json: cannot unmarshal " + what + " into Go value of type struct",
          payload.text());
    }
    Unrecognized.check(type, custom, payload);
  }

  private void refuseUnreadable(Call call, ApiPath path, ResourceType type, Refusal problem) {
    var why = String.valueOf(problem.getMessage());
    switch (call.method()) {
      case "PATCH" -> {
        var request =
            Request.get(type, path.namespace(), path.name()).withRequester(call.requester());
        if (store.handle(request) instanceof Response.Failure) {
          return;
        }
        throw Refusal.badRequest("error decoding patch: " + why);
      }
      case "DELETE" -> throw Refusal.badRequest(Unrecognized.NO_KIND + why);
      default -> throw Unrecognized.of(type, Unrecognized.NO_KIND + why, call.payload().text());
    }
  }

  private static Verb verb(Call call, ApiPath path, boolean custom) {
    boolean named = !path.name().isEmpty();
    return switch (call.method()) {
      case "GET" -> named ? Verb.GET : Verb.LIST;
      case "DELETE" -> named ? Verb.DELETE : Verb.DELETE_COLLECTION;
      case "POST" -> allowed(Verb.CREATE, custom || !named || !path.subresource().isEmpty());
      case "PUT" -> allowed(Verb.UPDATE, custom || named);
      case "PATCH" -> allowed(Verb.PATCH, custom || named);
      default -> throw Refusal.methodNotAllowed();
    };
  }

  private static Verb allowed(Verb verb, boolean here) {
    if (!here) {
      throw Refusal.methodNotAllowed();
    }
    return verb;
  }

  private static PatchKind patchKind(Call call, boolean custom) {
    return switch (Bodies.mediaType(call.header("content-type"))) {
      case Bodies.JSON_PATCH -> PatchKind.JSON;
      case Bodies.MERGE_PATCH -> PatchKind.MERGE;
      case Bodies.STRATEGIC_PATCH -> {
        if (custom) {
          throw Refusal.unsupported(Bodies.PATCHES);
        }
        yield PatchKind.STRATEGIC;
      }
      case Bodies.APPLY_PATCH -> PatchKind.APPLY;
      default -> throw custom ? Refusal.unsupported(Bodies.PATCHES) : Refusal.unsupportedPatch();
    };
  }

  private static void refuseDuplicates(Call call, ResourceType type) {
    var sentences = duplicates(call);
    if (!sentences.isEmpty() && call.query("fieldValidation").equals("Strict")) {
      throw Refusal.badRequest(
          "%s in version \"%s\" cannot be handled as a %s: strict decoding error: %s"
              .formatted(type.kind(), type.version(), type.kind(), String.join(", ", sentences)));
    }
  }

  /** What to say of names that were given twice. */
  private static List<String> duplicates(Call call) {
    var sentences =
        call.payload().duplicates().stream()
            .map(field -> "duplicate field \"%s\"".formatted(field))
            .toList();
    return call.query("fieldValidation").equals("Ignore") ? List.of() : sentences;
  }

  private Map<String, @Nullable Object> shown(
      Call call, ResourceType type, Form form, Map<String, @Nullable Object> body) {
    if ("Status".equals(body.get("kind"))) {
      return body;
    }
    boolean list = Views.isList(body);
    return switch (form) {
      case OBJECT, DISCOVERY -> list && builtIn(type) ? Views.unkinded(body) : body;
      case METADATA -> list ? Views.metadataList(body) : Views.metadata(body);
      case TABLE -> {
        var rows = "Scale".equals(body.get("kind")) ? TableView.SCALE : type;
        yield tables.table(rows, Tables.Include.of(call.query("includeObject")), body);
      }
    };
  }

  /** Whether objects of this kind are typed here: in lists they do not repeat what they are. */
  private static boolean builtIn(ResourceType type) {
    return KindShapes.BUILT_IN.kind(type.apiVersion(), type.kind()).isPresent();
  }

  private Reply log(Call call, ApiPath path, ResourceType type) {
    if (!call.method().equals("GET")) {
      throw Refusal.methodNotAllowed();
    }
    var pod = store.handle(Request.get(type, path.namespace(), path.name()).withUser(call.user()));
    return switch (pod) {
      case Response.Failure failure -> Reply.json(failure.code(), failure.status());
      case Response.Success found ->
          Reply.text(
              "%s is simulated: it runs no program and logs nothing\n".formatted(path.name()));
    };
  }
}
