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
    refuseDuplicates(call);
    var request = request(call, path, type);
    store.submit(request, response -> then.accept(reply(call, type, form, response)));
  }

  private Reply reply(Call call, ResourceType type, Form form, Response response) {
    return switch (response) {
      case Response.Failure failure -> Reply.json(failure.code(), failure.status());
      case Response.Success success -> {
        var warnings = new ArrayList<>(duplicates(call));
        warnings.addAll(success.warnings());
        yield Reply.json(success.code(), shown(call, type, form, success.body()))
            .withWarnings(warnings);
      }
    };
  }

  private Request request(Call call, ApiPath path, ResourceType type) {
    var verb = verb(call, path);
    if (type.namespaced() && path.namespace().isEmpty() && verb != Verb.LIST) {
      throw Refusal.methodNotAllowed();
    }
    boolean deletes = verb == Verb.DELETE || verb == Verb.DELETE_COLLECTION;
    return new Request(
        verb,
        type,
        path.namespace(),
        path.name(),
        path.subresource(),
        Queries.options(call),
        verb == Verb.PATCH ? patchKind(call) : PatchKind.MERGE,
        deletes ? Queries.deleteOptions(call) : call.payload().body(),
        call.requester());
  }

  private static Verb verb(Call call, ApiPath path) {
    boolean named = !path.name().isEmpty();
    return switch (call.method()) {
      case "GET" -> named ? Verb.GET : Verb.LIST;
      case "DELETE" -> named ? Verb.DELETE : Verb.DELETE_COLLECTION;
      case "POST" -> allowed(Verb.CREATE, !named || !path.subresource().isEmpty());
      case "PUT" -> allowed(Verb.UPDATE, named);
      case "PATCH" -> allowed(Verb.PATCH, named);
      default -> throw Refusal.methodNotAllowed();
    };
  }

  private static Verb allowed(Verb verb, boolean here) {
    if (!here) {
      throw Refusal.methodNotAllowed();
    }
    return verb;
  }

  private static PatchKind patchKind(Call call) {
    return switch (Bodies.mediaType(call.header("content-type"))) {
      case Bodies.JSON_PATCH -> PatchKind.JSON;
      case Bodies.MERGE_PATCH -> PatchKind.MERGE;
      case Bodies.STRATEGIC_PATCH -> PatchKind.STRATEGIC;
      case Bodies.APPLY_PATCH -> PatchKind.APPLY;
      default -> throw Refusal.unsupported(Bodies.PATCHES);
    };
  }

  private static void refuseDuplicates(Call call) {
    var sentences = duplicates(call);
    if (!sentences.isEmpty() && call.query("fieldValidation").equals("Strict")) {
      throw Refusal.badRequest("strict decoding error: " + String.join(", ", sentences));
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
