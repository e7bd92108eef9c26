package dev.muster.scheduler.kube.client;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a collection page by page, as of one version: a list with a limit and without a version is
 * answered from the store itself, never from a cache of unknown age.
 */
final class Lister {
  /** What comes of listing, in order: pages, then one end or one failure. */
  interface Reader {
    /** One page. {@code first} comes with the version that the whole list will have. */
    boolean page(boolean first, String version, List<Map<String, @Nullable Object>> objects);

    void complete(String version);

    void failed(Answer why);
  }

  private static final int PAGE = 500;

  /** Pages of kinds whose objects can be as large as people make them. */
  private static final int SMALL_PAGE = 100;

  /**
   * A page that is longer is asked for again with a quarter of its objects; those that follow have
   * twice as many each, until they are of the usual size again or too long once more. Read into
   * trees it takes some times as much, and several kinds are listed at once.
   */
  private static final int LONGEST_PAGE = 4 << 20;

  /** So few objects are read however large they are. */
  private static final int FEWEST = 4;

  private static final long PAGE_TIMEOUT_MILLIS = 30_000;
  private final Transport transport;

  Lister(Transport transport) {
    this.transport = transport;
  }

  void list(Api.Kind kind, String namespace, String labelSelector, Reader reader) {
    var query = new LinkedHashMap<String, String>();
    query.put("labelSelector", labelSelector);
    query.put("limit", String.valueOf(pageOf(kind)));
    page(kind, Paths.collection(kind, namespace), query, new Wanted(reader));
  }

  private static int pageOf(Api.Kind kind) {
    return kind.plural().equals("pods") || kind.plural().equals("nodes") ? PAGE : SMALL_PAGE;
  }

  private void page(Api.Kind kind, String path, Map<String, String> query, Reader reader) {
    int limit = Integer.parseInt(query.getOrDefault("limit", "1"));
    int most = limit > FEWEST ? LONGEST_PAGE : Transport.LONGEST;
    transport.send(
        Wire.Call.get(Paths.withQuery(path, query)),
        new Wire.Bounds(PAGE_TIMEOUT_MILLIS, most),
        answer -> {
          if (answer instanceof Answer.Done done) {
            read(kind, path, query, done.object(), reader);
          } else if (answer.equals(Wire.TOO_LONG) && limit > FEWEST) {
            var fewer = new LinkedHashMap<>(query);
            fewer.put("limit", String.valueOf(Math.max(FEWEST, limit / 4)));
            page(kind, path, fewer, reader);
          } else {
            reader.failed(answer);
          }
        });
  }

  private void read(
      Api.Kind kind,
      String path,
      Map<String, String> query,
      Map<String, @Nullable Object> list,
      Reader reader) {
    var metadata = list.get("metadata") instanceof Map<?, ?> map ? map : Map.of();
    var version = Json.text(metadata.get("resourceVersion"), "");
    boolean first = !query.containsKey("continue");
    var next = Json.text(metadata.get("continue"), "");
    if (next.isEmpty()) {
      if (reader.page(first, version, objects(kind, list))) {
        reader.complete(version);
      }
      return;
    }
    // Asked for before this page is read, so that server and client work at the same time.
    var following = new LinkedHashMap<>(query);
    following.put("continue", next);
    int limit = Integer.parseInt(query.getOrDefault("limit", "1"));
    following.put("limit", String.valueOf(Math.min(pageOf(kind), 2 * limit)));
    page(kind, path, following, reader);
    var unused = reader.page(first, version, objects(kind, list));
  }

  /** Hears no more once it wanted no more, though the next page was asked for already. */
  private static final class Wanted implements Reader {
    private final Reader reader;
    private boolean more = true;

    Wanted(Reader reader) {
      this.reader = reader;
    }

    @Override
    public boolean page(
        boolean first, String version, List<Map<String, @Nullable Object>> objects) {
      more = more && reader.page(first, version, objects);
      return more;
    }

    @Override
    public void complete(String version) {
      if (more) {
        reader.complete(version);
      }
    }

    @Override
    public void failed(Answer why) {
      if (more) {
        reader.failed(why);
      }
    }
  }

  /** Items of a list may lack what its head says for all of them. */
  private static List<Map<String, @Nullable Object>> objects(
      Api.Kind kind, Map<String, @Nullable Object> list) {
    var objects = new ArrayList<Map<String, @Nullable Object>>();
    var listKind = Json.text(list.get("kind"), "");
    if (list.get("items") instanceof List<?> items) {
      for (var item : items) {
        var object = Client.tree(item);
        if (!object.containsKey("apiVersion") || !object.containsKey("kind")) {
          object = new LinkedHashMap<>(object);
          object.putIfAbsent("apiVersion", kind.apiVersion());
          if (listKind.endsWith("List")) {
            object.putIfAbsent("kind", listKind.substring(0, listKind.length() - 4));
          }
        }
        objects.add(object);
      }
    }
    return objects;
  }
}
