"""What a user of the codeflare-sdk of 2023 does with Ray clusters, and what the SDK must answer.

That generation submits AppWrappers in MCAD's version and reads MCAD's words of them. It is used as it is published;
what it prints at each step is compared, whole, with printed.txt of its generation, and what it returns with what stands
here; the first difference ends the story with exit code 1. Each step that passed is a line on standard output.

It needs 2 free nodes of 4 nvidia.com/gpu each and no more, Muster with its webhook, and something that runs RayClusters
and pods. What OpenShift does for a dashboard this script does: it gives a Route its host, and answers there.
"""

import argparse
import http.server
import importlib.metadata
import os
import pathlib
import sys
import threading

from story import PATIENCE, Difference, Story, credentials, eventually, same  # before the SDK, which looks at the environment

from codeflare_sdk.cluster import auth, cluster as clusters
from codeflare_sdk.cluster.config import ClusterConfiguration
from codeflare_sdk.cluster.model import AppWrapperStatus, CodeFlareClusterStatus as Status
from kubernetes import client as kubernetes
from kubernetes import config as kubeconfigs

ROUTES = ("route.openshift.io", "v1", "default", "routes")


class Dashboard(http.server.BaseHTTPRequestHandler):
    """Says that it is there."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Api:
    """What stands on the server, past the SDK."""

    def __init__(self, kubeconfig):
        self.client = kubeconfigs.new_client_from_config(kubeconfig)
        self.objects = kubernetes.CustomObjectsApi(self.client)
        self.dashboards = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Dashboard)
        threading.Thread(target=self.dashboards.serve_forever, daemon=True).start()
        self.host = "127.0.0.1:%d" % self.dashboards.server_address[1]

    def wrappers(self, version="v1beta2"):
        place = ("workload.codeflare.dev", version, "default", "appwrappers")
        return {found["metadata"]["name"]: found for found in self.objects.list_namespaced_custom_object(*place)["items"]}

    def phases(self):
        return {name: found.get("status", {}).get("phase") for name, found in self.wrappers().items()}

    def words(self, name):
        status = self.wrappers("v1beta1")[name].get("status", {})
        return [status.get(field) for field in ("state", "queuejobstate", "canrun")]

    def pods(self, name):
        listed = kubernetes.CoreV1Api(self.client).list_namespaced_pod("default", label_selector=f"ray.io/cluster={name}")
        return sorted(pod.status.phase for pod in listed.items)

    def admit_route(self, name):
        """Waits for the Route of this cluster, and gives it a host."""
        route = f"ray-dashboard-{name}"
        eventually("its route", lambda: route in self.routes(), True)
        self.objects.patch_namespaced_custom_object(*ROUTES, route, {"spec": {"host": self.host}})

    def routes(self):
        return {found["metadata"]["name"] for found in self.objects.list_namespaced_custom_object(*ROUTES)["items"]}


def log_in(story, kubeconfig):
    """By token, as on OpenShift, and by file; the file holds for all that follows."""
    server, token = credentials(kubeconfig)
    by_token = auth.TokenAuthentication(token=token, server=server, skip_tls=True)
    story.step("log in by token", by_token.login, f"Logged into {server}")
    story.step("log out", by_token.logout, f"Successfully logged out of {server}")
    by_file = auth.KubeConfigFileAuthentication(kubeconfig)
    story.step("log in by file", by_file.load_kube_config, f"Loaded user config file at path {kubeconfig}")


def refusal(call):
    """What the SDK says of something that is there already."""
    try:
        call()
    except FileExistsError as refused:
        return str(refused)
    raise Difference("was not refused")


def configuration(name):
    """A head and two workers of 4 GPUs, each of which fills a node."""
    return ClusterConfiguration(
        name=name, namespace="default", num_workers=2, min_cpus=2, max_cpus=2, min_memory=8, max_memory=8, num_gpus=4
    )


def run_one(story, api):
    """A cluster is asked for, runs, and is looked at in every way."""
    cluster = story.step("describe", lambda: clusters.Cluster(configuration("holder")))
    story.step("status before it is there", cluster.status, (Status.UNKNOWN, False))
    story.step("up", cluster.up)
    api.admit_route("holder")
    eventually("its pods", lambda: api.pods("holder"), ["Running"] * 3)
    story.step("wait", lambda: cluster.wait_ready(PATIENCE), host=api.host)
    story.step("status when ready", cluster.status, (Status.READY, True), host=api.host)
    found = story.step("details", cluster.details, host=api.host)
    same(
        "details",
        [found.name, found.status.value, found.workers, found.worker_mem_max, found.worker_gpu, found.dashboard],
        ["holder", "ready", 2, 8, 4, f"http://{api.host}"],
    )
    story.step(
        "list clusters",
        lambda: {each.name: each.status.value for each in clusters.list_all_clusters("default")},
        {"holder": "ready"},
        host=api.host,
    )
    same("MCAD's words", api.words("holder"), ["Running", "Running", True])
    loaded = story.step("get", lambda: clusters.get_cluster("holder"))
    story.step("status of what get returned", loaded.status, (Status.READY, True), host=api.host)
    story.step("up again", lambda: refusal(cluster.up), "Resource with this name already exists.")
    return cluster


def queue_another(story, api, holder):
    """A second cluster waits for the GPUs of the first, and runs when that is taken down."""
    cluster = story.step("describe another", lambda: clusters.Cluster(configuration("waiter")))
    story.step("up another", cluster.up)
    eventually("MCAD's words", lambda: api.words("waiter"), ["Pending", "Backoff", False])
    story.step("status when queued", cluster.status, (Status.QUEUED, False))
    story.step(
        "list queued",
        lambda: {each.name: each.status for each in clusters.list_all_queued("default")},
        {"holder": AppWrapperStatus.RUNNING, "waiter": AppWrapperStatus.PENDING},
    )
    story.step("down", holder.down)
    api.admit_route("waiter")
    eventually("its pods", lambda: api.pods("waiter"), ["Running"] * 3)
    story.step("wait for the other", lambda: cluster.wait_ready(PATIENCE), host=api.host)
    story.step("status after down", holder.status, (Status.UNKNOWN, False))
    return cluster


def end(story, api, cluster):
    """Nothing is left."""
    story.step("down the other", cluster.down)
    eventually("phases", api.phases, {})
    eventually("its pods", lambda: api.pods("waiter"), [])
    eventually("routes", api.routes, set())
    story.step("list clusters when there is none", lambda: clusters.list_all_clusters("default"), [])
    story.step("list queued when there is none", lambda: clusters.list_all_queued("default"), [])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kubeconfig", required=True, help="which cluster, and as whom; with a token")
    parser.add_argument("--record", action="store_true", help="write what is printed, instead of comparing it")
    options = parser.parse_args()
    version = importlib.metadata.version("codeflare-sdk")
    story = Story(".".join(version.split(".")[:2]), options.record)
    kubeconfig = str(pathlib.Path(options.kubeconfig).resolve())
    os.chdir(os.environ["HOME"])  # where the SDK writes its files
    api = Api(kubeconfig)
    try:
        log_in(story, kubeconfig)
        holder = run_one(story, api)
        waiter = queue_another(story, api, holder)
        end(story, api, waiter)
    except Difference as found:
        print(found, file=sys.stderr)
        return 1
    finally:
        story.close()
    print(f"codeflare-sdk {version}: as expected")
    return 0


sys.exit(main())
