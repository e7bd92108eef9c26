package dev.muster.simulations.live.store;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Api} on a {@link Store} in the same process, acting as one user. The store works inside
 * the call, unless webhooks have to be asked first; every answer and event is posted to the loop.
 * Trees that are handed out are immutable, so no copies are made.
 */
public final class StoreApi implements Api {
  private final Store store;
  private final Loop loop;
  private final String user;

  /** {@code loop} must be the one on which the store is used; answers are posted there. */
  public StoreApi(Store store, Loop loop, String user) {
    this.store = store;
    this.loop = loop;
    this.user = user;
  }

  @Override
  public void get(Ref ref, Consumer<Answer> then) {
    answer(ref.kind(), type -> Request.get(type, ref.namespace(), ref.name()), then);
  }

  @Override
  public void list(Kind kind, String namespace, String labelSelector, Consumer<Listing> then) {
    var options = Options.NONE.withLabelSelector(labelSelector);
    respond(
        kind,
        type -> Request.list(type, namespace, options),
        response -> {
          var listing =
              switch (response) {
                case Response.Success success -> complete(success.body());
                case Response.Failure failure -> new Listing.Failed(refused(failure));
              };
          loop.post(() -> then.accept(listing));
        });
  }

  private static Listing complete(Map<String, @Nullable Object> list) {
    var objects = new ArrayList<Map<String, @Nullable Object>>();
    for (var item : Trees.objects(list.get("items"))) {
      objects.add(item);
    }
    return new Listing.Complete(
        List.copyOf(objects), Trees.textAt(list, "metadata", "resourceVersion"));
  }

  @Override
  public void create(
      Kind kind, String namespace, Map<String, @Nullable Object> object, Consumer<Answer> then) {
    answer(kind, type -> Request.create(type, namespace, object), then);
  }

  @Override
  public void create(
      Ref ref, String subresource, Map<String, @Nullable Object> object, Consumer<Answer> then) {
    answer(
        ref.kind(),
        type ->
            Request.create(type, ref.namespace(), object)
                .withName(ref.name())
                .withSubresource(subresource),
        then);
  }

  @Override
  public void patch(
      Ref ref, String subresource, PatchType patchType, Object body, Consumer<Answer> then) {
    var kind = patchType == PatchType.JSON ? PatchKind.JSON : PatchKind.MERGE;
    answer(
        ref.kind(),
        type ->
            Request.patch(type, ref.namespace(), ref.name(), kind, body)
                .withSubresource(subresource),
        then);
  }

  @Override
  public void delete(Ref ref, Map<String, @Nullable Object> options, Consumer<Answer> then) {
    answer(ref.kind(), type -> Request.delete(type, ref.namespace(), ref.name(), options), then);
  }

  @Override
  public Subscription watch(Kind kind, String labelSelector, Consumer<WatchEvent> events) {
    return new StoreWatch(store, loop, kind, labelSelector, events).start();
  }

  @Override
  public void resolve(String apiVersion, String kind, Consumer<Optional<Kind>> then) {
    var found =
        store
            .typeOfKind(apiVersion, kind)
            .map(type -> new Kind(type.group(), type.version(), type.plural(), type.namespaced()));
    loop.post(() -> then.accept(found));
  }

  private interface RequestOf {
    Request of(ResourceType type);
  }

  private void answer(Kind kind, RequestOf request, Consumer<Answer> then) {
    respond(
        kind,
        request,
        response -> {
          var answer =
              switch (response) {
                case Response.Success success -> new Answer.Done(success.body());
                case Response.Failure failure -> refused(failure);
              };
          loop.post(() -> then.accept(answer));
        });
  }

  private void respond(Kind kind, RequestOf request, Consumer<Response> then) {
    var type = store.type(kind.group(), kind.version(), kind.plural());
    if (type.isPresent()) {
      store.submit(request.of(type.get()).withUser(user), then);
    } else {
      then.accept(new Response.Failure(Statuses.noSuchResource().status()));
    }
  }

  private static Answer refused(Response.Failure failure) {
    long seconds = Trees.number(Trees.at(failure.status(), "details", "retryAfterSeconds"), 0);
    return new Answer.Refused(failure.code(), failure.reason(), failure.message(), seconds * 1000);
  }
}
