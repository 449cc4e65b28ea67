package ${package};

import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.testkit.Peer;
import org.threadedstreams.testkit.StreamProviderContract;

/** The contract's tests; add what is this transport's own. */
class ${className}StreamProviderTest extends StreamProviderContract {

    @Override
    protected StreamProvider<?> provider() {
        return new ${className}StreamProvider();
    }

    @Override
    protected Peer startPeer() throws Exception {
        return new ${className}Server();
    }
}
