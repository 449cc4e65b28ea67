package org.threadedstreams.transport.ssh;

import java.io.IOException;
import java.util.List;
import org.apache.sshd.client.session.ClientUserAuthService;
import org.apache.sshd.client.session.ClientUserAuthServiceFactory;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.session.Session;

/** MINA's own authentication, which also tells what the server offers. */
final class LoginServiceFactory extends ClientUserAuthServiceFactory {

    @Override
    public Service create(Session session) throws IOException {
        return new LoginService(session);
    }

    /** The methods that the server offered last; empty if it never came to that. */
    static List<String> offeredMethods(Session session) {
        LoginService service = session.getService(LoginService.class);
        return service == null ? List.of() : service.offered();
    }

    private static final class LoginService extends ClientUserAuthService {

        LoginService(Session session) {
            super(session);
        }

        List<String> offered() {
            return serverMethods == null ? List.of() : List.copyOf(serverMethods);
        }
    }
}
