package dev.muster.simulations.live.http;

import dev.muster.simulations.live.store.Store;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers every call but watches: discovery, OpenAPI, reviews, health and, through {@link
 * Resources}, stored objects. Confined to the loop.
 */
final class Frontend {
  private static final EnumSet<Form> DOCUMENTS = EnumSet.of(Form.OBJECT, Form.DISCOVERY);

  private final Store store;
  private final Resources resources;
  private final Reviews reviews;
  private final Accounts accounts;
  private final Access access;

  Frontend(Store store, Resources resources, Reviews reviews, Accounts accounts, Access access) {
    this.store = store;
    this.resources = resources;
    this.reviews = reviews;
    this.accounts = accounts;
    this.access = access;
  }

  /** Answers once, inside this call or, where webhooks are asked, later. */
  void answer(Call call, Consumer<Reply> then) {
    try {
      access.check(call);
      var path = ApiPath.of(call.path());
      if (path.isEmpty()) {
        then.accept(document(call, ApiPath.segments(call.path())));
        return;
      }
      var address = path.get();
      var review = reviews.answer(call, address).or(() -> accounts.answer(call, address));
      if (review.isPresent()) {
        then.accept(review.get());
      } else {
        resources.answer(call, address, then);
      }
    } catch (Refusal refusal) {
      then.accept(Reply.of(refusal));
    }
  }

  private Reply document(Call call, List<String> segments) {
    if (!call.method().equals("GET")) {
      throw Refusal.methodNotAllowed();
    }
    if (segments.isEmpty()) {
      return Reply.json(
          200, Discovery.tree("paths", List.of("/api", "/apis", "/openapi/v2", "/openapi/v3")));
    }
    return switch (segments.getFirst()) {
      case "livez", "readyz", "healthz" -> Reply.text("ok");
      case "version" -> Reply.json(200, Version.document());
      case "openapi" -> openApi(call, segments.subList(1, segments.size()));
      case "api", "apis" -> discovery(call, segments);
      default -> throw Refusal.noPage();
    };
  }

  private Reply discovery(Call call, List<String> segments) {
    var discovery = new Discovery(Served.all(store.types()));
    boolean core = segments.getFirst().equals("api");
    if (segments.size() == 1) {
      return Form.of(call.headers().get("accept"), DOCUMENTS) == Form.DISCOVERY
          ? Reply.json(200, discovery.aggregated(core)).withContentType(Discovery.AGGREGATED)
          : Reply.json(
              200, core ? Discovery.coreVersions(call.header("host")) : discovery.groups());
    }
    var group = core ? "" : segments.get(1);
    var document =
        core || segments.size() > 2
            ? discovery.resources(group, segments.get(core ? 1 : 2))
            : discovery.group(group);
    return Reply.json(200, document.orElseThrow(() -> Refusal.notServed(group)));
  }

  private Reply openApi(Call call, List<String> segments) {
    var documents = new OpenApi(Served.all(store.types()), new Definitions(store)::schema);
    if (segments.equals(List.of("v2"))) {
      if (OpenApiProtobuf.isAskedFor(call.headers().get("accept"))) {
        return Reply.bytes(OpenApiProtobuf.MEDIA_TYPE, OpenApiProtobuf.write(documents.older()));
      }
      var unused = Form.of(call.headers().get("accept"), EnumSet.of(Form.OBJECT));
      return Reply.json(200, documents.older());
    }
    if (segments.isEmpty() || !segments.getFirst().equals("v3")) {
      throw Refusal.notFound();
    }
    return segments.size() == 1
        ? Reply.json(200, documents.index())
        : found(documents.document(String.join("/", segments.subList(1, segments.size()))));
  }

  private static Reply found(Optional<Map<String, @Nullable Object>> document) {
    return Reply.json(200, document.orElseThrow(Refusal::notFound));
  }
}
