import React, {Component, type ReactNode} from 'react';
import {errorMessage} from '../values/errorMessage';

/** An error of the inspector stays in it. */
export class ErrorBoundary extends Component<{children: ReactNode}, {problem: string | null}> {
    state = {problem: null};

    static getDerivedStateFromError(reason: unknown): {problem: string} {
        return {problem: errorMessage(reason)};
    }

    render(): ReactNode {
        const {problem} = this.state;
        return problem === null ? (
            this.props.children
        ) : (
            <div className="empty" role="alert">
                <p>This could not be shown: {problem}</p>
                <button onClick={() => this.setState({problem: null})}>Try again</button>
            </div>
        );
    }
}
